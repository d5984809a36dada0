"""What a turn hands back to the inbox: an answer, silence with a reason, one line meanwhile, or another try later."""

from collections.abc import Sequence
from datetime import timedelta

from app.brain import words
from app.brain.course import Turn
from app.brain.silence import SILENT
from app.inbox import finish
from app.inbox.finish import Speech
from app.inbox.send import Outgoing, send_begun, send_planned
from app.llm.errors import ModelError
from app.platform.database import Database, Effect
from app.platform.hints import Hints
from app.platform.logs import get_logger

log = get_logger(__name__)


class Voice:
    """The ends a turn can have. One for the process."""

    def __init__(self, database: Database, hints: Hints) -> None:
        self._database = database
        self._hints = hints

    async def speak(
        self, turn: Turn, speech: Speech, outgoing: Outgoing, anyway: Sequence[Effect] = ()
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
            await self.be_silent(turn, code, *anyway)
            return
        for kind, row_id in speech.hints:
            self._hints.tell(claim.workspace_id, kind, row_id)
        await send_planned(self._database, outgoing, claim, record.arrivals, planned)

    async def say(self, turn: Turn, speech: Speech, outgoing: Outgoing, suggest_because: str | None) -> None:
        """Say it; or, where a person sends for the agent, keep it for them and say nothing."""
        if suggest_because is None:
            await self.speak(turn, speech, outgoing)
        elif speech.outcome == "escalated":
            await self.be_silent(turn, "left_to_people", *speech.effects)
        else:
            await self._suggest(turn, speech, suggest_because, outgoing)

    async def _suggest(self, turn: Turn, speech: Speech, because: str, outgoing: Outgoing) -> None:
        """A draft was made with tools that only read: what else it has is a note for the owner."""
        text = "\n\n".join(speech.parts)
        claim, record = turn.claim, turn.record
        window = outgoing.adapter.limits.reply_window
        code = ""
        async with self._database.tenant_road(claim.workspace_id) as connection:
            is_kept = await finish.keep_suggestion(connection, claim, record, text, because, window)
            if is_kept:
                for effect in speech.effects:
                    await effect(connection)
            else:
                code = await finish.why_not(connection, claim, record, window)
        if not is_kept:
            await self.be_silent(turn, code)

    async def be_silent(self, turn: Turn, code: str, *effects: Effect) -> None:
        """Say nothing, for the reason with this code."""
        await finish.end_silent(self._database, turn.claim, turn.record, code, SILENT[code], effects)

    async def hold(self, turn: Turn, outgoing: Outgoing) -> None:
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

    async def try_again(self, turn: Turn, failure: ModelError, pause: timedelta) -> None:
        """No model answered: the same lines are read again after the pause (promise D7)."""
        claim, record = turn.claim, turn.record
        log.warning("model_failed", kind=failure.kind, provider=record.provider, thread=str(claim.thread_id),
                    again_in=pause.total_seconds())  # fmt: skip
        await finish.delay(self._database, claim, record, pause, f"model_{failure.kind}", failure.detail)
