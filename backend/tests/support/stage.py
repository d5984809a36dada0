"""The road of a message one step at a time: its real code and database, with the model, the network and the clock in
the hands of whoever directs.

Workers are tasks that stop wherever they wait for the world outside: at the model, at a send, at the conversation
list. The director says how each wait ends, or drops the workers as `kill -9` does. Time passes by moving every time in
the rows back.
"""

import asyncio
import json
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, cast
from uuid import UUID

import asyncpg

from app.brain.turn import Brain
from app.channels.adapter import PastMessage, Profile, Route, SendFailed, SendFault
from app.channels.instagram.adapter import Instagram
from app.conversations.handling import change_status
from app.inbox.arrival import Arrivals
from app.inbox.backlog import Backlog
from app.inbox.claim import Claim, claim_due, renew
from app.inbox.outgoing import Routes
from app.inbox.settle import settle_some
from app.inbox.unpack import Pace, unpack_some
from app.llm.chat import ChatAnswer, ChatRequest, Usage
from app.llm.registry import ModelRegistry
from app.platform.crypto import Vault
from app.platform.database import Database, Scope
from app.platform.hints import Hints
from app.platform.ids import new_id
from app.wiring import introduce_listeners
from tests.support.postgres import EMPTY, until_one_waits

KEY = "c3RhZ2Utc3RhZ2Utc3RhZ2Utc3RhZ2Utc3RhZ2UtMTI="  # pragma: allowlist secret
ACCOUNT = "17841400000000001"
PACE = Pace(timedelta(seconds=1), timedelta(seconds=4))
_STUCK_SECONDS = 20

Place = Literal["model", "send", "list"]

# Every time in the rows that the road looks at.
_TIMES = {
    "threads": ("reply_due_at", "waiting_since", "lease_until", "last_customer_at", "paused_until", "stopped_at"),
    "send_parts": ("sending_at", "settle_after", "created_at"),
    "messages": ("created_at", "network_time"),
    "conversations": ("created_at", "last_message_at"),
    "raw_events": ("received_at", "not_before"),
    "turns": ("started_at", "finished_at"),
    "contacts": ("holding_at",),
}  # fmt: skip

# Every move of a status, and every beginning of a send over a person: one who handles the thread at that moment, or one
# whose echo waits to be recognised.
_WATCH = """
create table moves (
  number bigint generated always as identity, what text not null, id uuid not null, old text not null, new text not null
);
create function note_move() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into moves (what, id, old, new) values (tg_argv[0], new.id, old.status, new.status);
  return null;
end $$;
create trigger watch_messages after update of status on messages for each row
  when (old.status is distinct from new.status) execute function note_move('message');
create trigger watch_parts after update of status on send_parts for each row
  when (old.status is distinct from new.status) execute function note_move('part');
create function note_beginning() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into moves (what, id, old, new)
  select 'begun over a person', new.id, t.handled_by, new.text from threads t, messages m
  where t.id = new.thread_id and m.id = new.message_id and m.sender_type = 'assistant' and m.kind = 'text'
    and t.handled_by = 'people' and (t.paused_until is null or t.paused_until >= now());
  insert into moves (what, id, old, new)
  select 'begun over an echo', new.id, 'waits', new.text from raw_events r, messages m
  where r.holds_thread = new.thread_id and r.unpacked_at is null and m.id = new.message_id
    and m.sender_type = 'assistant';
  return null;
end $$;
create trigger watch_beginnings after update of attempts on send_parts for each row
  when (new.status = 'sending' and new.attempts > old.attempts) execute function note_beginning();
create trigger watch_first_beginnings after insert on send_parts for each row
  when (new.status = 'sending') execute function note_beginning();
"""

# Hundreds of plays in the same tables: what the plays before left behind would be read again and again.
_SWEEP = f"vacuum moves, identities, {', '.join(_TIMES)}"

# In one round trip: it happens after every second step of a play.
_TIME_PASSES = (
    "create function time_passes(past interval) returns void language sql as $$\n{updates}$$".format(
        updates="".join(
            f"update {table} set {', '.join(f'{column} = {column} - past' for column in columns)};\n"
            for table, columns in _TIMES.items()
        )
    )
)


@dataclass(eq=False, slots=True)
class Said:
    """A line in the network's own record."""

    mid: str
    customer: str
    by: Literal["customer", "account", "owner"]
    text: str
    at: datetime
    edits: int = 0
    is_deleted: bool = False


@dataclass(eq=False, slots=True)
class Wait:
    """A worker waits here. `fate`: whether the network has taken the send, once that is decided."""

    place: Place
    customer: str
    text: str
    ended: asyncio.Future[Any]
    listed: Sequence[PastMessage] = ()
    fate: Said | Literal["lost"] | None = None


@dataclass(eq=False, slots=True)
class Worker:
    """One task of the road."""

    claim: Claim | None
    task: asyncio.Task[None]
    wait: Wait | None = None
    is_stalled: bool = False


_CURRENT: ContextVar["list[Worker]"] = ContextVar("worker")


class _Network:
    """The adapter at the edge: the director is the network."""

    name = "instagram"
    limits = replace(Instagram.limits, sends_per_second=1e6)  # real seconds are not for plays

    def __init__(self, stage: "Stage") -> None:
        self._stage = stage

    async def send_text(self, route: Route, text: str) -> str:
        said: Said = await self._stage.wait("send", route.customer_id, text)
        return said.mid

    async def recent_messages(self, route: Route) -> Sequence[PastMessage]:
        listed: Sequence[PastMessage] = await self._stage.wait("list", route.customer_id)
        return listed

    async def typing(self, route: Route) -> None:
        return None

    async def profile(self, route: Route) -> Profile:
        return Profile(None, None)


class _Models:
    """A registry whose only model is the director."""

    provider, model = "scripted", "scripted"

    def __init__(self, stage: "Stage") -> None:
        self._stage = stage

    def open(self, config: object) -> "_Models":
        return self

    async def complete(self, request: ChatRequest, *, fair_key: str = "") -> ChatAnswer:
        lines: list[str] = []
        for message in reversed(request.messages):
            if message["role"] != "user":
                break
            lines.append(str(message["content"]))
        text: str = await self._stage.wait("model", "", " ".join(reversed(lines)))
        return ChatAnswer(text, (), Usage(), "scripted", "stop")


class _NoHints:
    def tell(self, workspace_id: UUID, kind: str, row_id: UUID | str) -> None:
        """Nobody watches."""


class Stage:
    """One installation. `open` it once, `clear` it before every play."""

    def __init__(self, database: Database, owner_url: str) -> None:
        self.database = database
        self._owner_url = owner_url
        self._hints = cast("Hints", _NoHints())
        self._vault = Vault(KEY)
        self._owner: asyncpg.Connection[asyncpg.Record]

    async def open(self) -> None:
        """Connect, and watch the tables."""
        introduce_listeners()
        await self.database.open()
        self._arrivals = Arrivals(self.database.crossing, lambda _: None)
        self._owner = await asyncpg.connect(self._owner_url)
        await self._owner.execute(_WATCH)
        await self._owner.execute(_TIME_PASSES)

    async def close(self) -> None:
        """Let go of the database."""
        await self._owner.close()
        await self.database.close()

    async def clear(self) -> None:
        """A new business with nothing said yet."""
        await self._owner.execute(EMPTY)
        await self._owner.execute(_SWEEP)
        self.workers: list[Worker] = []
        self.said: list[Said] = []
        self.pending: list[dict[str, Any]] = []
        """Webhook events that the network has not delivered yet."""
        self.is_easy = False
        """Every wait ends well and at once."""
        self._mids = 0
        self._changed = asyncio.Event()
        self.workspace_id = new_id()
        account_id, agent_id = new_id(), new_id()
        for statement, values in (
            ("insert into workspaces (id, slug, name) values ($1, 'luna', 'Luna')", (self.workspace_id,)),
            ("insert into accounts (id, workspace_id, channel, network_id, token_encrypted, token_issued_at)"
             " values ($1, $2, 'instagram', $3, $4, now())",
             (account_id, self.workspace_id, ACCOUNT, self._vault.seal("t"))),
            ("insert into agents (id, workspace_id, name, is_active) values ($1, $2, 'Luna', true)",
             (agent_id, self.workspace_id)),
            ("insert into agent_accounts (workspace_id, account_id, agent_id) values ($1, $2, $3)",
             (self.workspace_id, account_id, agent_id)),
        ):  # fmt: skip
            await self._owner.execute(statement, *values)
        # Made anew: what a process remembers dies with it.
        self._restart()

    def _restart(self) -> None:
        network = _Network(self)
        self._routes = Routes(self.database, self._vault, {"instagram": network})
        self._brain = Brain(
            self.database, self._vault, self._routes, cast("ModelRegistry", _Models(self)), [], self._hints,
            default_provider="scripted", default_model="scripted",
            pace=Pace(timedelta(), timedelta()), backlog=Backlog(), holding_after=None,
        )  # fmt: skip

    async def rows(self, statement: str, *values: object) -> list[asyncpg.Record]:
        """Straight from the tables."""
        return await self._owner.fetch(statement, *values)

    async def until_one_waits(self) -> None:
        """Until a transaction waits for what another one holds, as the database sees it."""
        await until_one_waits(self._owner)

    # -- waiting -------------------------------------------------------------------------------------------

    async def wait(self, place: Place, customer: str, text: str = "") -> Any:
        """Called by a worker that needs the world: returns or raises what the director decides."""
        ended: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        wait = Wait(place, customer, text, ended, self._listed(customer) if place == "list" else ())
        [worker] = _CURRENT.get()
        worker.wait = wait
        if self.is_easy:
            self.end_well(worker)
        self._changed.set()
        try:
            return await ended
        finally:
            worker.wait = None

    def end_well(self, worker: Worker) -> None:
        """The model answers, the network takes the send and says so, the list is read."""
        wait = worker.wait
        assert wait is not None
        if wait.place == "model":
            self.end(worker, answer_to(wait.text))
        elif wait.place == "list":
            self.end(worker, wait.listed)
        elif wait.fate == "lost":
            self.fail(worker, SendFailed(SendFault.unknown, "timeout", "The network did not answer."))
        else:
            self.end(worker, wait.fate or self.take(wait))

    def end(self, worker: Worker, result: object) -> None:
        """The wait returns this."""
        assert worker.wait is not None
        worker.wait.ended.set_result(result)
        worker.wait = None

    def fail(self, worker: Worker, error: Exception) -> None:
        """The wait raises this."""
        assert worker.wait is not None
        worker.wait.ended.set_exception(error)
        worker.wait = None

    def at(self, place: Place) -> list[Worker]:
        """The workers that wait there."""
        return [w for w in self.workers if w.wait is not None and w.wait.place == place]

    async def settle_down(self) -> None:
        """Return when every worker waits or has ended; a worker that failed raises here."""
        async with asyncio.timeout(_STUCK_SECONDS):
            while True:
                self._changed.clear()
                busy = [w.task for w in self.workers if w.wait is None and not w.task.done()]
                if not busy:
                    break
                changed = asyncio.ensure_future(self._changed.wait())
                await asyncio.wait([changed, *busy], return_when=asyncio.FIRST_COMPLETED)
                changed.cancel()
        done = [w for w in self.workers if w.task.done()]
        self.workers = [w for w in self.workers if not w.task.done()]
        for worker in done:
            worker.task.result()

    # -- the network ---------------------------------------------------------------------------------------

    def say(self, customer: str, by: Literal["customer", "account", "owner"], text: str) -> Said:
        """Somebody says something; the network will tell us about it."""
        self._mids += 1
        said = Said(f"mid{self._mids:04d}", customer, by, text, datetime.now(UTC))
        self.said.append(said)
        self.pending.append({"said": said, "kind": "message" if by == "customer" else "echo"})
        return said

    def take(self, wait: Wait) -> Said:
        """The network takes a send, once."""
        if not isinstance(wait.fate, Said):
            wait.fate = self.say(wait.customer, "account", wait.text)
        return wait.fate

    def _listed(self, customer: str) -> list[PastMessage]:
        mine = [said for said in self.said if said.customer == customer and not said.is_deleted]
        return [PastMessage(s.mid, s.text, s.by != "customer", s.at) for s in reversed(mine)][:20]

    async def deliver(self, event: dict[str, Any]) -> None:
        """One webhook with this event is stored, as after its 200."""
        said: Said = event["said"]
        sender, recipient = said.customer, ACCOUNT
        if said.by != "customer":
            sender, recipient = recipient, sender
        content: dict[str, Any]
        match event["kind"]:
            case "edit":
                content = {
                    "message_edit": {"mid": said.mid, "text": event["text"], "num_edit": event["number"]}
                }
            case "deletion":
                content = {"message": {"mid": said.mid, "is_deleted": True}}
            case "echo":
                content = {
                    "message": {"mid": said.mid, "text": event.get("text", said.text), "is_echo": True}
                }
            case _:
                content = {"message": {"mid": said.mid, "text": event.get("text", said.text)}}
        frame = {
            "sender": {"id": sender},
            "recipient": {"id": recipient},
            "timestamp": _milliseconds(said.at),
        }
        entry = {"id": ACCOUNT, "time": _milliseconds(said.at), "messaging": [frame | content]}
        await self._arrivals.store("meta", json.dumps({"object": "instagram", "entry": [entry]}).encode())

    # -- the platform --------------------------------------------------------------------------------------

    async def unpack(self) -> None:
        """One pass over the stored bodies."""
        await unpack_some(self.database, self._hints, PACE)

    async def claim(self, most: int = 64) -> None:
        """A worker for each thread that is due."""
        for claim in await claim_due(self.database, most):
            self._start(self._brain.answer(claim), claim)
        await self.settle_down()

    async def settle(self) -> None:
        """One pass over the sends whose end is not known."""

        async def once() -> None:
            await settle_some(self.database, self._routes, self._hints)

        self._start(once(), None)
        await self.settle_down()

    def _start(self, work: Any, claim: Claim | None) -> None:
        box: list[Worker] = []
        token = _CURRENT.set(box)
        worker = Worker(claim, asyncio.ensure_future(work))
        _CURRENT.reset(token)
        box.append(worker)
        self.workers.append(worker)

    async def crash(self) -> None:
        """Every worker is gone, whatever it was doing; a new process begins."""
        for worker in self.workers:
            worker.task.cancel()
        await asyncio.gather(*(w.task for w in self.workers), return_exceptions=True)
        self.workers = []
        self._restart()

    async def time_passes(self, seconds: float) -> None:
        """Everything is so much older. Workers that are not stalled keep their leases."""
        past = timedelta(seconds=seconds)
        await self._owner.execute("select time_passes($1)", past)
        for said in self.said:
            said.at -= past
        await renew(self.database, [w.claim for w in self.workers if w.claim and not w.is_stalled])

    async def change_status(self, customer: str, status: Literal["active", "escalated"]) -> bool:
        """Somebody on the dashboard takes over or hands back; False when there is no conversation yet."""
        found = await self.rows(
            "select c.id from conversations c join threads t on t.id = c.thread_id join identities i"
            " on i.id = t.identity_id where i.network_id = $1 order by c.created_at desc limit 1",
            customer,
        )
        if not found:
            return False
        scope = Scope(self.workspace_id, None, "owner")
        async with self.database.tenant(scope) as db:
            await change_status(db, scope, found[0]["id"], status)
        return True


def answer_to(lines: str, parts: int = 1) -> str:
    """The scripted answer: it repeats what it answers. In so many parts, each of which fills a message."""
    if parts == 1:
        return f"About <{lines}>."
    filling = "More words that fill the line. " * 25
    return "\n\n".join(f"About <{lines}> ({n} of {parts}). {filling}" for n in range(1, parts + 1))


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
