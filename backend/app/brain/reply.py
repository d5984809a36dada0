"""A reply that a model words: asked, waited for, tried again, and in the end left to a person (promise D7)."""

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import timedelta
from functools import partial

from app.agents.tools import ToolSource
from app.brain import waits
from app.brain.asking import Asking
from app.brain.context import AgentSettings
from app.brain.course import Turn
from app.brain.deeds import done_before
from app.brain.draft import Drafting
from app.brain.meanwhile import Meanwhile, TypingSigns
from app.brain.speech import escalation, own_handover
from app.brain.suggesting import why_suggest
from app.brain.voice import Voice
from app.inbox.arrived import Pace
from app.inbox.backlog import Backlog
from app.inbox.finish import Speech
from app.inbox.send import Outgoing
from app.llm.chat import ChatModel
from app.llm.errors import ModelError
from app.platform.database import Database


class Replies:
    """Answers what only a model can answer. One for the process."""

    def __init__(
        self,
        database: Database,
        voice: Voice,
        asking: Asking,
        sources: Sequence[ToolSource],
        *,
        pace: Pace,
        backlog: Backlog,
        holding_after: timedelta | None,
    ) -> None:
        """`holding_after`: a customer who waits so long for a model hears one line (None: never)."""
        self._database = database
        self._voice = voice
        self._asking = asking
        self._sources = sources
        self._pace = pace
        self._backlog = backlog
        self._holding_after = holding_after
        self._signs = TypingSigns()

    async def reply(self, turn: Turn, agent: AgentSettings, outgoing: Outgoing) -> None:
        """The turn ends answered, handed over, or to be tried again."""
        context = turn.context
        clock = asyncio.get_running_loop().time
        began = clock()
        is_last_try = waits.is_last_try(context)
        because = why_suggest(context, agent)
        due_in = None if is_last_try else waits.holding_in(context, self._holding_after)

        async def hold() -> None:
            await self._voice.hold(turn, outgoing)

        try:
            async with nullcontext() if because else Meanwhile(self._signs, outgoing, hold, due_in):
                speech = await self._word(turn, agent, outgoing, only_read=because is not None)
        except ModelError as failure:
            if not is_last_try:
                left = due_in and due_in - (clock() - began)
                pause = waits.pause_after(failure, context.failures, left)
                await self._voice.try_again(turn, failure, pause)
                return
            effect = escalation(turn, "model_down", "The model did not answer", failure.detail)
            speech = own_handover("sorry", turn, outgoing, [effect])
        # No fault of the model's any more, so nothing of it counts towards the holding line.
        await asyncio.sleep(waits.burst_ends_in(context, self._pace) - (clock() - began))
        await self._backlog.gone(within=self._pace.longest.total_seconds())
        await self._voice.say(turn, speech, outgoing, because)

    async def _word(self, turn: Turn, agent: AgentSettings, outgoing: Outgoing, *, only_read: bool) -> Speech:
        """`only_read`: a draft that may never be sent does nothing either."""
        permissions = agent.permissions & {"read"} if only_read else agent.permissions
        tools = [tool for source in self._sources for tool in source.tools_for(permissions)]

        async def with_model(model: ChatModel) -> Speech:
            return await Drafting(
                model, turn, agent, tools, outgoing, partial(done_before, self._database, turn)
            ).speech()

        return await self._asking.ask(turn, agent, with_model)
