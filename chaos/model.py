"""The model of a fault run: it names the lines it read, and fails by seed.

The auditor can tell from an answer which lines it answers, because the answer names the tags of the customer's lines
that the model was asked about. The same lines get the same answer, whichever replica asks.
"""

import asyncio
import json
import re
from collections import Counter
from random import Random
from typing import Any

from chaos.faults import Faults
from tests.support.model_server import Answer, ModelServer, Request

TAG = re.compile(r"\[(m\d{5})\]")
_MOST_FAILURES = 3  # of the same question in a row
_LONG = " ".join(["This line is here because long answers leave in several parts."] * 11)


class Model:
    """Listens while its `async with` block runs. `replica_url(n)` tells the replicas apart."""

    def __init__(self, seed: int, faults: Faults) -> None:
        self._seed = seed
        self._faults = faults
        self._asked: Counter[str] = Counter()
        self._server = ModelServer(default=self._answer)

    async def __aenter__(self) -> "Model":
        await self._server.__aenter__()
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self._server.__aexit__(*error)

    def replica_url(self, number: int) -> str:
        """The base URL that one replica knows."""
        return f"{self._server.url}/{number}/v1"

    async def _answer(self, request: Request) -> Answer:
        self._faults.passes("model_asked", int(request.path.split("/")[1]))
        messages = request.body["messages"]
        tags = _tags_to_answer(messages)
        random = Random(f"{self._seed}/model/{tags}")
        praised = random.random() < 0.15
        is_long = random.random() < 0.08
        spoilt = await self._spoil(" ".join(tags))
        if spoilt is not None:
            return spoilt
        if praised and messages[-1]["role"] != "tool":
            content = json.dumps({"content": " ".join(tags)})
            call = {"id": "call_1", "type": "function",
                    "function": {"name": "collect_compliment", "arguments": content}}  # fmt: skip
            return _completion({"content": None, "tool_calls": [call]}, "tool_calls")
        return _completion({"content": answer_to(tags, is_long)}, "stop")

    async def _spoil(self, question: str) -> Answer | None:
        """What comes instead of an answer, if anything. Every third try of a question gets one."""
        number = self._asked[question]
        self._asked[question] += 1
        random = Random(f"{self._seed}/model/{question}/{number}")
        if self._faults.is_out("model"):
            self._faults.count("model: outage")
            return Answer(503, b'{"error": {"message": "down"}}')
        if self._faults.calm:
            return None
        await asyncio.sleep(random.uniform(0.02, 0.8))
        if number % (_MOST_FAILURES + 1) == _MOST_FAILURES:
            return None
        kind = random.choices(
            ("none", "slow", "429", "500", "cut", "garbage", "empty", "hangs"), (74, 8, 5, 5, 3, 2, 2, 1)
        )[0]
        if kind == "none":
            return None
        self._faults.count(f"model: {kind}")
        match kind:
            case "slow":
                await asyncio.sleep(random.uniform(2, 7))
            case "429":
                return Answer(429, b'{"error": {"message": "slow down"}}', (("retry-after", "1"),))
            case "500":
                return Answer(500, b'{"error": {"message": "oops"}}')
            case "cut":
                whole = _completion({"content": "never arrives whole"}, "stop")
                return Answer(body=whole.body, cut=True)
            case "garbage":
                return Answer(body=b"<html>not json</html>")
            case "empty":
                return _completion({"content": ""}, "stop")
            case "hangs":
                await asyncio.sleep(24)
        return None


def answer_to(tags: list[str], is_long: bool = False) -> str:
    """The answer to these lines. A long one has three paragraphs, each of which fits the network once."""
    named = " ".join(f"[{tag}]" for tag in tags)
    if not is_long:
        return f"This answers {named}. (part 1 of 1)"
    return "\n\n".join(f"This answers {named}. (part {n} of 3) {_LONG}" for n in (1, 2, 3))


def _tags_to_answer(messages: list[dict[str, Any]]) -> list[str]:
    """The tags of the customer's lines behind the last thing that was said to them."""
    tags: list[str] = []
    for message in reversed(messages):
        if message["role"] == "tool" or message.get("tool_calls"):
            continue
        if message["role"] != "user":
            break
        tags += reversed(TAG.findall(str(message["content"])))
    return tags[::-1]


def _completion(message: dict[str, Any], finish_reason: str) -> Answer:
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish_reason}
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    body = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "scripted",
            "choices": [choice], "usage": usage}  # fmt: skip
    return Answer(body=json.dumps(body).encode())
