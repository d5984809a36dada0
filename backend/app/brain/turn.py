"""Step 5 of the road: one turn of an agent, from a claimed thread to an answer or a reason for silence."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from app.agents.tools import ToolSource
from app.brain import limits, reminded, words
from app.brain.asking import Asking
from app.brain.context import TurnContext, read_context
from app.brain.course import Turn
from app.brain.media import fixed_line_for, is_fixed_line
from app.brain.outages import Outages
from app.brain.reply import Replies
from app.brain.silence import why_silent
from app.brain.speech import escalation, note, own_handover, own_words
from app.brain.suggesting import why_suggest
from app.brain.voice import Voice
from app.inbox import finish, stopping
from app.inbox.arrived import Pace
from app.inbox.backlog import Backlog
from app.inbox.claim import Claim
from app.inbox.finish import REASONS, Speech, TurnRecord
from app.inbox.outgoing import Routes
from app.inbox.send import Outgoing
from app.llm.registry import ModelRegistry
from app.platform.crypto import Vault
from app.platform.database import Connection, Database
from app.platform.hints import Hints


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
        backlog: Backlog,
        holding_after: timedelta | None,
    ) -> None:
        self._database = database
        self._routes = routes
        self._hints = hints
        self._default_provider = default_provider
        self._voice = Voice(database, hints)
        asking = Asking(vault, models, (default_provider, default_model), Outages())
        self._replies = Replies(
            database, self._voice, asking, sources, pace=pace, backlog=backlog, holding_after=holding_after
        )

    async def answer(self, claim: Claim) -> None:
        """Run one turn. What it read is answered, silent with a reason, or still waiting when this returns."""
        context = await read_context(self._database, claim)
        if not context.unanswered:
            await finish.release(self._database, claim, context.arrivals)
            return
        heard = words.listen(line.content for line in context.unanswered)
        turn = self._begin(context, heard)
        await self._answer(turn, heard)
        self._hints.tell(claim.workspace_id, "conversation.changed", context.conversation_id)

    def _begin(self, context: TurnContext, heard: words.Heard) -> Turn:
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
            record.provider = agent.model.provider or self._default_provider
        before = [line.content for line in context.history if line.sender_type == "customer"]
        said = [*before, *(line.content for line in context.unanswered)]
        language = words.language_of(said, heard.language or "en")
        return Turn(context.claim, context, record, language, before)

    async def _answer(self, turn: Turn, heard: words.Heard) -> None:
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
        silence = why_silent(turn, outgoing)
        agent = turn.context.agent
        if silence or agent is None or outgoing is None:
            await self._voice.be_silent(turn, silence or "no_agent")
        elif limits.has_had_enough(context):
            effect = escalation(turn, "too_many_messages", "Too many messages", REASONS["too_many_messages"])
            await self._voice.be_silent(turn, "too_many_messages", effect)
        elif turn.record.machine_streak > limits.ANSWERS_TO_A_MACHINE:
            await self._voice.be_silent(turn, "machine_writing", note(turn, "machine_writing"))
        elif confirming := await reminded.confirming(self._database, turn):
            appointment_id, confirm = confirming
            confirmed = own_words("confirmed", turn, outgoing, [confirm])
            hints = [("appointment.changed", appointment_id)]
            await self._voice.speak(turn, replace(confirmed, hints=hints), outgoing)
        elif line := fixed_line_for([line.kind for line in context.unanswered], turn.said_before):
            if any(is_fixed_line(said.content) for said in context.history[-1:]):
                await self._voice.be_silent(turn, "said_once")
            else:
                line_said = Speech([line], kind="notice")
                await self._voice.say(turn, line_said, outgoing, why_suggest(context, agent))
        else:
            await self._replies.reply(turn, agent, outgoing)

    async def _obey(
        self, turn: Turn, heard: words.Heard, outgoing: Outgoing | None, *, is_back: bool
    ) -> bool:
        """Stop, start and the wish for a person are answered without a model (promise H2); True when they were."""
        silence = why_silent(turn, outgoing)
        can_speak = silence in (None, "no_model")
        if heard.stop:

            async def stop(connection: Connection) -> None:
                await stopping.stop(connection, turn.claim)

            if outgoing is not None and can_speak:
                stopped = own_words("stopped", turn, outgoing, [stop])
                await self._voice.speak(turn, stopped, outgoing, anyway=[stop])
            else:
                await self._voice.be_silent(turn, "customer_stopped", stop)
        elif heard.person and silence != "people_handle":
            escalate = escalation(
                turn, "asked_for_person", "Asked for a person", "The customer asked for a person."
            )
            if outgoing is not None and can_speak:
                handed_over = own_handover("handover", turn, outgoing, [escalate])
                await self._voice.speak(turn, handed_over, outgoing, anyway=[escalate])
            else:
                await self._voice.be_silent(turn, silence or "no_agent", escalate)
        elif is_back and not heard.is_more and outgoing is not None and can_speak:
            await self._voice.speak(turn, own_words("started", turn, outgoing), outgoing)
        else:
            return False
        return True
