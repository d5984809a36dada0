"""One model is asked, with tools, and what it says becomes a speech."""

from collections.abc import Sequence

from app.agents.tools import Tool, ToolContext
from app.brain import limits, words
from app.brain.context import AgentSettings
from app.brain.course import Turn
from app.brain.loop import Asked, Escalate, Final, TextPiece, ToolDone, think
from app.brain.prompt import build_messages
from app.brain.speech import answer, escalation, handover, own_handover
from app.inbox.finish import Speech, TurnRecord
from app.inbox.send import Outgoing
from app.llm.chat import ChatModel
from app.llm.errors import ModelError
from app.platform.database import Effect

_MOST_STEPS_KEPT = 40
_LONGEST_DRAFT = 2000


async def draft(
    model: ChatModel, turn: Turn, agent: AgentSettings, tools: Sequence[Tool], outgoing: Outgoing
) -> Speech:
    """Think, and write down the steps. Nothing is done or said yet: the speech carries the effects of the tools, so a
    draft that fails, or that another model begins anew, leaves nothing behind. Raises `ModelError`.
    """
    record = turn.record
    record.sources = []
    waited = limits.waited(turn.context)
    apology = words.say("apology", turn.language) if waited > limits.LATE else None
    effects: list[Effect] = []
    result = "answered"
    spoken = said = ""
    async for step in think(
        model, build_messages(turn.context, agent, apology), tools, _tool_context(turn, agent),
        temperature=agent.llm_temperature, max_tokens=agent.llm_max_tokens,
    ):  # fmt: skip
        match step:
            case Asked(asked):
                record.prompt_tokens += asked.usage.prompt_tokens
                record.completion_tokens += asked.usage.completion_tokens
            case TextPiece(text):
                spoken = text
            case ToolDone() as done:
                _write_down(record, done)
                if done.result is not None:
                    effects += [done.result.effect] if done.result.effect else []
                    result = done.result.result or result
            case Escalate(text):
                return handover(text or words.say("handover", turn.language), turn, outgoing, effects)
            case Final(text):
                # A model may speak beside its tool call and then have nothing to add.
                said = text or spoken
    if not said:
        raise ModelError("bad_answer", "The model answered with nothing.")
    if waited > limits.TOO_LATE:
        summary = f"The customer waited for {waited.total_seconds() / 3600:.0f} hours. A draft:\n\n{said}"
        effects.append(escalation(turn, "late_answer", "A late answer", summary[:_LONGEST_DRAFT]))
        return own_handover("late_handover", turn, outgoing, effects)
    return answer(f"{apology} {said}" if apology else said, turn, outgoing, result, effects)


def _tool_context(turn: Turn, agent: AgentSettings) -> ToolContext:
    return ToolContext(
        workspace_id=turn.claim.workspace_id,
        agent_id=agent.id,
        thread_id=turn.claim.thread_id,
        conversation_id=turn.context.conversation_id,
        contact_id=turn.context.contact_id,
    )


def _write_down(record: TurnRecord, done: ToolDone) -> None:
    if len(record.steps) < _MOST_STEPS_KEPT:
        step = {
            "kind": "tool",
            "name": done.call.name,
            "arguments": done.arguments,
            "ok": done.result is not None,
        }
        record.steps.append(step)
    if done.result is not None:
        record.sources += [source for source in done.result.sources if source not in record.sources]
