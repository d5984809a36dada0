"""The tool-calling loop: ask the model, run what it calls, ask again; at most five rounds, then an answer is forced.

Yields its steps as they happen, so that a turn in a DM, a try-out on a screen or a later voice call can each do with
them what it needs. No transaction is open while a model is awaited.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson

from app.agents.tools import BadArguments, Tool, ToolContext, ToolResult
from app.llm.chat import ChatAnswer, ChatModel, ChatRequest, ToolCall

MOST_ROUNDS = 5
_MOST_CALLS_A_ROUND = 4
_LONGEST_RESULT = 12_000


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Words the model said beside its tool calls."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolDone:
    """A tool was called, and this is what came of it (None: the call could not be carried out)."""

    call: ToolCall
    arguments: dict[str, Any]
    result: ToolResult | None
    content: str


@dataclass(frozen=True, slots=True)
class Final:
    """The answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Escalate:
    """A person takes over; `text` is what the model told the customer, possibly nothing."""

    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The model was asked once; what it cost."""

    answer: ChatAnswer


Step: TypeAlias = Asked | TextPiece | ToolDone | Final | Escalate


async def think(
    model: ChatModel,
    conversation: list[dict[str, Any]],
    tools: Sequence[Tool],
    context: ToolContext,
    *,
    rounds: int = MOST_ROUNDS,
    temperature: float | None = None,
    max_tokens: int | None = None,
) -> AsyncIterator[Step]:
    """The steps of one turn; the last is `Final` or `Escalate`. What is said and done is added to `conversation`, which
    may be gone on with. Raises `app.llm.errors.ModelError`.
    """
    by_name = {tool.name: tool for tool in tools}
    schemas = [tool.schema for tool in tools]
    for round_number in range(1, rounds + 1):
        forced = round_number == rounds
        request = ChatRequest(
            messages=conversation,
            tools=schemas,
            tool_choice="none" if forced else "auto",
            temperature=temperature,
            max_tokens=max_tokens,
        )
        answer = await model.complete(request, fair_key=str(context.workspace_id))
        yield Asked(answer)
        if forced or not answer.tool_calls:
            yield Final(answer.text.strip())
            return
        if answer.text.strip():
            yield TextPiece(answer.text.strip())
        calls = answer.tool_calls[:_MOST_CALLS_A_ROUND]
        conversation.append(_spoken(answer, calls))
        for call in calls:
            done = await _carry_out(call, by_name, context)
            yield done
            if done.result is not None and done.result.hands_over:
                yield Escalate(answer.text.strip())
                return
            conversation.append({"role": "tool", "tool_call_id": call.id, "content": done.content})


def _spoken(answer: ChatAnswer, calls: Sequence[ToolCall]) -> dict[str, Any]:
    asked = [
        {"id": c.id, "type": "function", "function": {"name": c.name, "arguments": c.arguments or "{}"}}
        for c in calls
    ]
    return {"role": "assistant", "content": answer.text, "tool_calls": asked}


async def _carry_out(call: ToolCall, tools: Mapping[str, Tool], context: ToolContext) -> ToolDone:
    tool = tools.get(call.name)
    if tool is None:
        return _refused(call, {}, f"There is no tool {call.name!r}. You have: {', '.join(tools) or 'none'}.")
    try:
        # An escaped NUL is valid JSON that neither a text nor a jsonb column takes.
        arguments = orjson.loads(call.arguments.replace("\\u0000", "") or "{}")
    except orjson.JSONDecodeError:
        return _refused(call, {}, "The arguments are not valid JSON. Call again with a JSON object.")
    if not isinstance(arguments, dict):
        return _refused(call, {}, "The arguments must be a JSON object.")
    try:
        result = await tool.run(context, arguments)
    except BadArguments as refusal:
        return _refused(call, arguments, str(refusal))
    return ToolDone(call, arguments, result, orjson.dumps(result.content).decode()[:_LONGEST_RESULT])


def _refused(call: ToolCall, arguments: dict[str, Any], sentence: str) -> ToolDone:
    return ToolDone(call, arguments, None, orjson.dumps({"error": sentence}).decode())
