"""Step 5 of the road: one turn of an agent, from a claimed thread to an answer or a reason for silence."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from app.agents.tools import ToolContext, ToolSource
from app.brain import limits, words
from app.brain.context import AgentSettings, TurnContext, read_context
from app.brain.loop import Asked, Escalate, Final, TextPiece, ToolDone, think
from app.brain.meanwhile import Meanwhile, TypingSigns
from app.brain.media import fixed_line_for, is_fixed_line
from app.brain.prompt import build_messages
from app.channels.splitting import split_text
from app.escalations import repository as escalations
from app.inbox import finish, stopping
from app.inbox.arrived import Pace
from app.inbox.claim import Claim
from app.inbox.finish import REASONS, Speech, TurnRecord
from app.inbox.outgoing import Routes
from app.inbox.send import Outgoing, send_begun, send_planned
from app.llm.chat import ChatModel
from app.llm.errors import ModelError
from app.llm.registry import LlmConfig, ModelRegistry
from app.platform.crypto import Vault
from app.platform.database import Connection, Database, Effect
from app.platform.hints import Hints
from app.platform.logs import get_logger

log = get_logger(__name__)

# A provider that stays away for so long is no longer waited for: a person is fetched (promise D7).
_GIVE_UP_AFTER = timedelta(minutes=10)
_LONGEST_PAUSE = timedelta(seconds=60)
_MOST_STEPS_KEPT = 40
_LONGEST_DRAFT = 2000

_SILENT = {
    "no_agent": "No agent is linked to this account.",
    "agent_off": "The agent is switched off.",
    "no_model": "No model has been chosen yet. Choose one on the agent's page, or set LLM_PROVIDER.",
    "said_once": "There is nothing to read in it, and the customer was told so already.",
    **REASONS,
}


@dataclass(frozen=True, slots=True)
class _Turn:
    """What one turn goes by."""

    claim: Claim
    context: TurnContext
    record: TurnRecord
    language: str
    """The customer's, for our own sentences."""


class Brain:
    """Answers claimed threads. One for the process."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        routes: Routes,
        models: ModelRegistry,
        sources: Sequence[ToolSource],
        hints: Hints,
        *,
        default_provider: str | None,
        default_model: str | None,
        pace: Pace,
        holding_after: timedelta | None,
    ) -> None:
        self._database = database
        self._vault = vault
        self._routes = routes
        self._models = models
        self._sources = sources
        self._hints = hints
        self._default = default_provider, default_model
        self._pace = pace
        self._holding_after = holding_after
        self._signs = TypingSigns()

    async def answer(self, claim: Claim) -> None:
        """Run one turn. What it read is answered, silent with a reason, or still waiting when this returns."""
        context = await read_context(self._database, claim)
        if not context.unanswered:
            await finish.release(self._database, claim, context.arrivals)
            return
        record = TurnRecord(
            conversation_id=context.conversation_id,
            arrivals=context.arrivals,
            read_message_ids=context.unanswered_ids,
            started_at=context.now,
            machine_streak=limits.machine_streak(context),
        )
        agent = context.agent
        if agent is not None:
            record.agent_id, record.agent_version = agent.id, agent.version
            record.provider = agent.llm_provider or self._default[0]
        heard = words.listen(line.content for line in context.unanswered)
        said = [*_said(context), *(line.content for line in context.unanswered)]
        turn = _Turn(claim, context, record, words.language_of(said, heard.language or "en"))
        await self._answer(turn, heard)
        self._hints.tell(claim.workspace_id, "conversation.changed", context.conversation_id)

    async def _answer(self, turn: _Turn, heard: words.Heard) -> None:
        context, claim = turn.context, turn.claim
        outgoing = self._routes.open(
            claim.workspace_id, claim.thread_id, context.channel, context.network_account_id,
            context.token_encrypted, context.customer_id,
        )  # fmt: skip
        is_back = context.is_stopped and heard.start
        if is_back:
            await stopping.start(self._database, claim)
            turn = replace(turn, context=replace(context, is_stopped=False))
        if await self._obey(turn, heard, outgoing, is_back=is_back):
            return
        silence = _why_silent(turn, outgoing)
        agent = turn.context.agent
        if silence or agent is None or outgoing is None:
            await self._be_silent(turn, silence or "no_agent")
        elif limits.has_had_enough(context):
            effect = _escalate(turn, "Too many messages", REASONS["too_many_messages"])
            await self._be_silent(turn, "too_many_messages", effect)
        elif turn.record.machine_streak > limits.ANSWERS_TO_A_MACHINE:
            await self._be_silent(turn, "machine_writing", _note(turn, "machine_writing"))
        elif line := fixed_line_for([line.kind for line in context.unanswered], _said(context)):
            if any(is_fixed_line(said.content) for said in context.history[-1:]):
                await self._be_silent(turn, "said_once")
            else:
                await self._speak(turn, Speech([line], kind="notice"), outgoing)
        else:
            await self._reply(turn, agent, outgoing)

    async def _obey(
        self, turn: _Turn, heard: words.Heard, outgoing: Outgoing | None, *, is_back: bool
    ) -> bool:
        """Stop, start and the wish for a person are answered without a model (promise H2); True when they were."""
        silence = _why_silent(turn, outgoing)
        can_speak = silence in (None, "no_model")
        if heard.stop:

            async def stop(connection: Connection) -> None:
                await stopping.stop(connection, turn.claim)

            if outgoing is not None and can_speak:
                await self._speak(
                    turn, _own_words("stopped", turn, outgoing, [stop]), outgoing, anyway=[stop]
                )
            else:
                await self._be_silent(turn, "customer_stopped", stop)
        elif heard.person and silence != "people_handle":
            escalate = _escalate(turn, "Asked for a person", "The customer asked for a person.")
            if outgoing is not None and can_speak:
                handover = _own_words("handover", turn, outgoing, [escalate], is_handover=True)
                await self._speak(turn, handover, outgoing, anyway=[escalate])
            else:
                await self._be_silent(turn, silence or "no_agent", escalate)
        elif is_back and not heard.is_more and outgoing is not None and can_speak:
            await self._speak(turn, _own_words("started", turn, outgoing), outgoing)
        else:
            return False
        return True

    async def _reply(self, turn: _Turn, agent: AgentSettings, outgoing: Outgoing) -> None:
        context, record = turn.context, turn.record
        began = asyncio.get_running_loop().time()

        async def hold() -> None:
            await self._hold(turn, outgoing)

        waited = timedelta() if context.waiting_since is None else context.now - context.waiting_since
        # After an outage of our own the provider gets its chance first.
        is_last_try = context.failures > 0 and waited >= _GIVE_UP_AFTER
        due_in = None if is_last_try else self._holding_in(context)
        try:
            async with Meanwhile(self._signs, outgoing, hold, due_in):
                speech = await self._think(turn, agent, outgoing)
                thought = asyncio.get_running_loop().time() - began
                await asyncio.sleep(self._burst_ends_in(context) - thought)
        except ModelError as failure:
            if not is_last_try:
                left = due_in and due_in - (asyncio.get_running_loop().time() - began)
                await self._try_again(turn, failure, left)
                return
            record.steps.append({"kind": "failure", "code": failure.kind, "text": failure.detail})
            effect = _escalate(turn, "The model did not answer", failure.detail)
            speech = _own_words("sorry", turn, outgoing, [effect], is_handover=True)
        await self._speak(turn, speech, outgoing)

    async def _think(self, turn: _Turn, agent: AgentSettings, outgoing: Outgoing) -> Speech:
        claim, context, record = turn.claim, turn.context, turn.record
        model = self._open_model(agent)
        record.provider, record.model = model.provider, model.model
        tools = [tool for source in self._sources for tool in source.tools_for(agent.permissions)]
        tool_context = ToolContext(
            workspace_id=claim.workspace_id,
            agent_id=agent.id,
            thread_id=claim.thread_id,
            conversation_id=context.conversation_id,
            contact_id=context.contact_id,
        )
        waited = limits.waited(context)
        apology = words.say("apology", turn.language) if waited > limits.LATE else None
        effects: list[Effect] = []
        result = "answered"
        spoken = answer = ""
        async for step in think(
            model, build_messages(context, agent, apology), tools, tool_context,
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
                    return _handover(text or words.say("handover", turn.language), turn, effects, outgoing)
                case Final(text):
                    # A model may speak beside its tool call and then have nothing to add.
                    answer = text or spoken
        if not answer:
            raise ModelError("bad_answer", "The model answered with nothing.")
        if waited > limits.TOO_LATE:
            draft = f"The customer waited for {waited.total_seconds() / 3600:.0f} hours. A draft:\n\n{answer}"
            effects.append(_escalate(turn, "A late answer", draft[:_LONGEST_DRAFT]))
            return _own_words("late_handover", turn, outgoing, effects, is_handover=True)
        if apology:
            answer = f"{apology} {answer}"
        return Speech(_parts(answer, turn, outgoing), result=result, effects=effects)

    def _open_model(self, agent: AgentSettings) -> ChatModel:
        provider, model = self._default
        own_key = self._vault.open(agent.llm_api_key_encrypted) if agent.llm_api_key_encrypted else None
        if agent.llm_provider:
            provider = agent.llm_provider
            model = agent.llm_model
        return self._models.open(
            LlmConfig(
                provider=provider or "",
                model=model or "",
                base_url=agent.llm_base_url,
                api_key=own_key,
                temperature=agent.llm_temperature,
                max_tokens=agent.llm_max_tokens,
            )
        )

    async def _speak(
        self, turn: _Turn, speech: Speech, outgoing: Outgoing, anyway: Sequence[Effect] = ()
    ) -> None:
        """Say it, if the turn may still speak. `anyway`: those of its effects that hold in silence too."""
        claim, record = turn.claim, turn.record
        window = outgoing.adapter.limits.reply_window
        code = ""
        async with self._database.tenant_road(claim.workspace_id) as connection:
            planned = await finish.plan_answer(connection, claim, record, speech, window)
            if planned is None:
                code = await finish.why_not(connection, claim, record, window)
        if planned is None:
            await self._be_silent(turn, code, *anyway)
            return
        await send_planned(self._database, outgoing, claim, record.arrivals, planned)

    async def _be_silent(self, turn: _Turn, code: str, *effects: Effect) -> None:
        await finish.end_silent(self._database, turn.claim, turn.record, code, _SILENT[code], effects)

    async def _hold(self, turn: _Turn, outgoing: Outgoing) -> None:
        """One line for a customer whose answer the model delays; says nothing where an answer could not go out."""
        claim, window = turn.claim, outgoing.adapter.limits.reply_window
        text = words.say("holding", turn.language)
        async with self._database.tenant_road(claim.workspace_id) as connection:
            planned = await finish.plan_holding(
                connection, claim, turn.record, turn.context.contact_id, text, window
            )
        if planned is not None:
            await send_begun(self._database, outgoing, planned.message_id, planned.parts[0])
            self._hints.tell(claim.workspace_id, "conversation.changed", turn.context.conversation_id)

    def _burst_ends_in(self, context: TurnContext) -> float:
        """Seconds from the reading of the thread until its newest line will hardly be followed by another; not
        longer than that beyond the hard maximum, however long somebody goes on writing.
        """
        newest = max(line.stored_at for line in context.unanswered)
        ends = newest + self._pace.burst.total_seconds()
        if context.waiting_since is not None:
            latest = context.waiting_since + self._pace.longest + self._pace.burst
            ends = min(ends, latest.timestamp())
        return ends - context.now.timestamp()

    def _holding_in(self, context: TurnContext) -> float | None:
        """Seconds until the holding line is due. Time that passed before a model was asked is not the model's fault."""
        if self._holding_after is None or context.waiting_since is None:
            return None
        waited = context.now - context.waiting_since
        is_models_fault = context.failures > 0 or waited < self._holding_after
        return (self._holding_after - (waited if is_models_fault else timedelta())).total_seconds()

    async def _try_again(self, turn: _Turn, failure: ModelError, holding_in: float | None) -> None:
        """A provider at fault delays the answer and drops nothing (promise D7)."""
        claim, record = turn.claim, turn.record
        pause = min(timedelta(seconds=2 * 2 ** min(turn.context.failures, 6)), _LONGEST_PAUSE)
        if failure.retry_after is not None:
            pause = min(max(pause, timedelta(seconds=failure.retry_after)), _LONGEST_PAUSE)
        elif holding_in is not None and holding_in > 0:
            pause = min(pause, timedelta(seconds=holding_in))
        log.warning("model_failed", kind=failure.kind, provider=record.provider, thread=str(claim.thread_id),
                    again_in=pause.total_seconds())  # fmt: skip
        record.steps.append({"kind": "failure", "code": failure.kind, "text": failure.detail})
        await finish.delay(self._database, claim, record, pause, f"model_{failure.kind}", failure.detail)


def _why_silent(turn: _Turn, outgoing: Outgoing | None) -> str | None:
    context = turn.context
    if context.people_handle:
        return "people_handle"
    if context.is_stopped:
        return "customer_stopped"
    if context.agent is None:
        return "no_agent"
    if not context.agent.is_active:
        return "agent_off"
    if outgoing is None or not context.account_well:
        return "account_unwell"
    window = outgoing.adapter.limits.reply_window
    if context.last_customer_at is None or context.last_customer_at + window <= context.now:
        return "window_closed"
    return None if turn.record.provider else "no_model"


def _said(context: TurnContext) -> list[str]:
    """What the customer wrote earlier."""
    return [line.content for line in context.history if line.sender_type == "customer"]


def _handover(text: str, turn: _Turn, effects: Sequence[Effect], outgoing: Outgoing) -> Speech:
    parts = _parts(text, turn, outgoing)
    return Speech(parts, kind="notice", outcome="escalated", result="escalated", effects=effects)


def _own_words(
    name: str, turn: _Turn, outgoing: Outgoing, effects: Sequence[Effect] = (), *, is_handover: bool = False
) -> Speech:
    text = words.say(name, turn.language)
    if is_handover:
        return _handover(text, turn, effects, outgoing)
    return Speech(_parts(text, turn, outgoing), kind="notice", effects=effects)


def _escalate(turn: _Turn, reason: str, summary: str) -> Effect:
    async def effect(connection: Connection) -> None:
        await escalations.escalate(
            connection,
            turn.claim.workspace_id,
            turn.claim.thread_id,
            turn.context.conversation_id,
            reason,
            summary,
        )

    return effect


def _note(turn: _Turn, code: str) -> Effect:
    async def effect(connection: Connection) -> None:
        await finish.note(connection, turn.claim, turn.record, code, REASONS[code])

    return effect


def _parts(text: str, turn: _Turn, outgoing: Outgoing) -> list[str]:
    lines = outgoing.adapter.limits
    offer = words.say("go_on", words.language_of([text], turn.language))
    return split_text(text, lines.longest_message_bytes, lines.most_parts, offer)


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
