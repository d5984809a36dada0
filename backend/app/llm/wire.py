"""Chat Completions as bytes: the request we write, and the answers hosts give, read with suspicion."""

import json
import re
from typing import Any

import orjson

from app.llm.chat import ChatAnswer, ChatRequest, ToolCall, Usage
from app.llm.errors import ModelError
from app.platform.text import storable

# Reasoning models on some hosts think aloud in front of the answer. A customer must not read it.
_THOUGHTS = re.compile(r"\A\s*<think>.*?(?:</think>|\Z)\s*", re.DOTALL)


def request_body(request: ChatRequest, *, model: str, max_tokens_name: str) -> bytes:
    """The JSON body of one call. NUL and lone surrogates never reach a model."""
    body: dict[str, Any] = {"model": model, "messages": list(request.messages)}
    if request.tools:
        body["tools"] = list(request.tools)
        body["tool_choice"] = request.tool_choice
    if request.temperature is not None:
        body["temperature"] = request.temperature
    if request.max_tokens is not None:
        body[max_tokens_name] = request.max_tokens
    try:
        written = orjson.dumps(body)
    except orjson.JSONEncodeError:  # a lone surrogate
        return orjson.dumps(_cleaned(body))
    return orjson.dumps(_cleaned(body)) if b"\\u0000" in written else written


def read_answer(body: bytes, *, provider: str, model: str) -> ChatAnswer:
    """The answer in a response body. Raises `ModelError` (bad_answer or refused) for what cannot be used."""
    answer = _object(_decoded(body))
    if answer is None:
        raise _bad(provider, "did not answer with JSON")
    choices = answer.get("choices")
    choice = _object(choices[0]) if isinstance(choices, list) and choices else None
    message = _object(choice.get("message")) if choice else None
    if choice is None or message is None:
        raise _bad(provider, "answered without a message")
    reason = choice.get("finish_reason")
    tool_calls = _tool_calls(message.get("tool_calls"), provider)
    text = _THOUGHTS.sub("", _text(message, provider)).strip()
    if not text and not tool_calls:
        if reason == "content_filter":
            raise ModelError("refused", f"{provider} withheld its answer because of its content rules.")
        raise _bad(provider, "gave an empty answer")
    return ChatAnswer(
        text=text,
        tool_calls=tool_calls,
        usage=_usage(answer.get("usage")),
        model=_string(answer.get("model")) or model,
        finish_reason=_string(reason) or None,
    )


def _decoded(body: bytes) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:  # escaped lone surrogates are valid JSON all the same; orjson refuses them
        return json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None


def _text(message: dict[str, Any], provider: str) -> str:
    content = message.get("content")
    if content is None:
        content = message.get("refusal") or ""
    if isinstance(content, list):
        parts = [
            part.get("text") for part in content if isinstance(part, dict) and part.get("type") == "text"
        ]
        content = "".join(part for part in parts if isinstance(part, str))
    if not isinstance(content, str):
        raise _bad(provider, "gave an answer that is no text")
    return storable(content)


def _tool_calls(calls: object, provider: str) -> tuple[ToolCall, ...]:
    if not calls:
        return ()
    if not isinstance(calls, list):
        raise _bad(provider, "asked for tools in a form that cannot be read")
    return tuple(_tool_call(call, number, provider) for number, call in enumerate(calls))


def _tool_call(call: object, number: int, provider: str) -> ToolCall:
    call = _object(call) or {}
    function = _object(call.get("function")) or {}
    name, arguments = _string(function.get("name")).strip(), function.get("arguments")
    if not name:
        raise _bad(provider, "asked for a tool without naming it")
    if isinstance(arguments, dict):  # some hosts parse them for us
        arguments = json.dumps(arguments, ensure_ascii=False)
    return ToolCall(_string(call.get("id")) or f"call_{number}", name, _string(arguments) or "{}")


def _usage(usage: object) -> Usage:
    counted = _object(usage) or {}
    prompt, completion = counted.get("prompt_tokens"), counted.get("completion_tokens")
    return Usage(
        prompt_tokens=max(prompt, 0) if isinstance(prompt, int) else 0,
        completion_tokens=max(completion, 0) if isinstance(completion, int) else 0,
    )


def _object(value: object) -> dict[str, Any] | None:
    return value if isinstance(value, dict) else None


def _string(value: object) -> str:
    return storable(value) if isinstance(value, str) else ""


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(item) for key, item in value.items()}
    return [_cleaned(item) for item in value] if isinstance(value, (list, tuple)) else value


def _bad(provider: str, what: str) -> ModelError:
    return ModelError("bad_answer", f"{provider} {what}.")
