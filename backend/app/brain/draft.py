"""One model is asked, with tools; what it says is checked, and becomes a speech."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias
from uuid import UUID

from app.agents.tools import Tool, ToolContext
from app.brain import limits, words
from app.brain.context import AgentSettings
from app.brain.course import Turn
from app.brain.guards import claims
from app.brain.guards.examine import Finding, Grounds, examine, is_unproven
from app.brain.guards.values import leaves
from app.brain.loop import MOST_ROUNDS, Asked, Escalate, Final, TextPiece, ToolDone, think
from app.brain.prompt import RULES, ask_again, build_messages, today
from app.brain.speech import answer, escalation, handover, own_handover
from app.brain.unanswered import Searches
from app.inbox.finish import Speech, TurnRecord
from app.inbox.send import Outgoing
from app.knowledge.facts.choosing import as_line
from app.llm.chat import ChatModel
from app.llm.errors import ModelError
from app.platform.database import Effect

# An answer that was held back is written once more; a look at the documents fits in.
_ROUNDS_AGAIN = 2
_MOST_STEPS_KEPT = 40
_LONGEST_DRAFT = 2000

DoneBefore: TypeAlias = Callable[[], Awaitable[frozenset[str]]]


@dataclass(slots=True)
class _Thought:
    """What came of asking so far. Nothing of it is done or said yet."""

    said: str = ""
    hands_over: bool = False
    effects: list[Effect] = field(default_factory=list)
    hints: list[tuple[str, UUID]] = field(default_factory=list)
    result: str = "answered"
    told: list[str] = field(default_factory=list)
    """What tools answered, text by text: the same passage is the same source in every turn."""
    labels: set[str] = field(default_factory=set)
    searches: Searches = field(default_factory=Searches)


class Drafting:
    """One draft of one model. A draft that fails, or that another model begins anew, leaves nothing behind."""

    def __init__(
        self, model: ChatModel, turn: Turn, agent: AgentSettings, tools: Sequence[Tool], outgoing: Outgoing,
        done_before: DoneBefore,
    ) -> None:  # fmt: skip
        """`done_before` is asked only about an answer that claims to have done something."""
        self._model = model
        self._turn = turn
        self._agent = agent
        self._tools = tools
        self._outgoing = outgoing
        self._done_before = done_before
        self._thought = _Thought()

    async def speech(self) -> Speech:
        """Think, check, think once more where the check found something, and write down the steps. Raises
        `ModelError`.
        """
        return replace(await self._speech(), hints=self._thought.hints)

    async def _speech(self) -> Speech:
        turn, thought = self._turn, self._thought
        turn.record.sources, turn.record.confidence = [], None
        waited = limits.waited(turn.context)
        apology = words.say("apology", turn.language) if waited > limits.LATE else None
        conversation = build_messages(turn.context, self._agent, apology)
        await self._think(conversation, MOST_ROUNDS)
        findings = await self._findings()
        if findings and not thought.hands_over:
            conversation += [
                {"role": "assistant", "content": thought.said},
                ask_again([finding.text for finding in findings]),
            ]
            await self._think(conversation, _ROUNDS_AGAIN)
            findings = await self._findings()
        turn.record.confidence = thought.searches.confidence
        could_not_prove = bool(findings) and is_unproven(findings)
        if asking := thought.searches.in_vain(turn, thought.result, is_unproven=could_not_prove):
            thought.effects.append(asking)
        if thought.hands_over:
            last_words = "" if findings else thought.said
            return handover(
                last_words or words.say("handover", turn.language), turn, self._outgoing, thought.effects
            )
        if findings:
            return self._fetch_a_person(findings)
        if waited > limits.TOO_LATE:
            summary = f"The customer waited for {waited.total_seconds() / 3600:.0f} hours. A draft:\n\n{thought.said}"
            effect = escalation(turn, "late_answer", "A late answer", summary[:_LONGEST_DRAFT])
            return own_handover("late_handover", turn, self._outgoing, [*thought.effects, effect])
        said = f"{apology} {thought.said}" if apology else thought.said
        return answer(said, turn, self._outgoing, thought.result, thought.effects)

    async def _think(self, conversation: list[dict[str, Any]], rounds: int) -> None:
        record, thought = self._turn.record, self._thought
        spoken = thought.said = ""
        async for step in think(
            self._model, conversation, self._tools, self._context(), rounds=rounds,
            temperature=self._agent.llm_temperature, max_tokens=self._agent.llm_max_tokens,
        ):  # fmt: skip
            match step:
                case Asked(asked):
                    record.prompt_tokens += asked.usage.prompt_tokens
                    record.completion_tokens += asked.usage.completion_tokens
                case TextPiece(text):
                    spoken = text
                case ToolDone() as done:
                    _write_down(record, done)
                    self._take_in(done)
                case Escalate(text):
                    thought.hands_over, thought.said = True, text
                case Final(text):
                    # A model may speak beside its tool call and then have nothing to add.
                    thought.said = text or spoken
        if not thought.said and not thought.hands_over:
            raise ModelError("bad_answer", "The model answered with nothing.")

    def _take_in(self, done: ToolDone) -> None:
        if done.result is None:
            return
        thought, result = self._thought, done.result
        thought.told += leaves(result.content)
        thought.searches.note(done.arguments, result)
        thought.effects += [result.effect] if result.effect else []
        thought.hints += result.hints
        thought.labels.update(result.proves)
        if result.result:
            thought.result = result.result
            thought.labels.add(result.result)

    async def _findings(self) -> list[Finding]:
        """What is wrong with what was said (promise H4), written down on the turn."""
        thought, context, rules = self._thought, self._turn.context, self._agent.house_rules
        done = frozenset(thought.labels)
        if any(claims.untrue(thought.said, done)):
            done |= await self._done_before()
        findings = examine(
            thought.said,
            Grounds(
                sources=[
                    self._agent.system_context, "\n".join(map(as_line, context.facts)), *thought.told, today(context),
                ],
                done=done,
                instructions=RULES,
                tool_names=[tool.name for tool in self._tools],
                banned_words=rules.banned_words,
                banned_topics=rules.never,
            ),
        )  # fmt: skip
        if findings:
            found = [{"code": finding.code, "text": finding.text} for finding in findings]
            step = {"kind": "blocked", "text": thought.said[:_LONGEST_DRAFT], "findings": found}
            self._turn.record.steps.append(step)
        return findings

    def _fetch_a_person(self, findings: Sequence[Finding]) -> Speech:
        thought = self._thought
        found = "\n".join(f"- {finding.text}" for finding in findings)
        summary = f"The agent's answer was not sent:\n{found}\n\nIts draft:\n\n{thought.said}"[
            :_LONGEST_DRAFT
        ]
        effect = (
            escalation(self._turn, "unproven_answer", "An answer that could not be proven", summary)
            if is_unproven(findings)
            else escalation(self._turn, "blocked_answer", "An answer that was held back", summary)
        )
        return own_handover("handover", self._turn, self._outgoing, [*thought.effects, effect])

    def _context(self) -> ToolContext:
        turn = self._turn
        return ToolContext(
            workspace_id=turn.claim.workspace_id,
            agent_id=self._agent.id,
            thread_id=turn.claim.thread_id,
            conversation_id=turn.context.conversation_id,
            contact_id=turn.context.contact_id,
            top_k=self._agent.top_k,
            facts=turn.context.facts,
            said=[*turn.said_before, *(line.content for line in turn.context.unanswered)],
        )


def _write_down(record: TurnRecord, done: ToolDone) -> None:
    if len(record.steps) < _MOST_STEPS_KEPT:
        step = {
            "kind": "tool",
            "name": done.call.name,
            "arguments": done.arguments,
            "ok": done.result is not None,
        }
        if done.result is not None and done.result.result:
            step["result"] = done.result.result
        if done.result is not None and done.result.confidence is not None:
            step["confidence"] = done.result.confidence
        record.steps.append(step)
    if done.result is not None:
        record.sources += [source for source in done.result.sources if source not in record.sources]
