"""docs/states.md against the code: hypothesis drives crashes, repeated and late webhooks, echoes, edits, take-overs and
lost answers through the real road and database, and looks for a message that was lost, answered twice, or moved where
it may not.

A failure prints the steps that lead to it.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Coroutine
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.channels.adapter import SendFailed, SendFault
from app.inbox.claim import LEASE
from app.llm.errors import ModelError
from app.platform.database import Database
from tests.conftest import MakeDatabase
from tests.support.postgres import TestServer
from tests.support.stage import Place, Stage, Wait, Worker, answer_to

EXAMPLES, STEPS = 150, 40
PICK = st.integers(0, 1_000_000)
PLACES: tuple[Place, ...] = ("model", "send", "list")
FIRST, SECOND = "6100000000000001", "6100000000000002"
WHO = st.sampled_from((FIRST, FIRST, SECOND))

# docs/states.md, and what a message's parts add up to.
LEGAL = {
    "message": {
        ("received", "answered"), ("received", "silent"), ("received", "waiting"), ("waiting", "answered"),
        ("waiting", "silent"), ("planned", "sending"), ("planned", "failed"), ("planned", "unknown"),
        ("sending", "sent"), ("sending", "planned"), ("sending", "failed"), ("sending", "unknown"),
        ("planned", "sent"), ("unknown", "sent"), ("unknown", "failed"), ("unknown", "sending"),
        ("sent", "delivered"), ("sent", "read"), ("delivered", "read"), ("silent", "received"),
    },
    "part": {
        ("planned", "sending"), ("sending", "sent"), ("sending", "planned"), ("sending", "failed"),
        ("sending", "unknown"), ("unknown", "sent"), ("planned", "failed"),
    },
}  # fmt: skip

_OPEN = """
select exists (select from raw_events where unpacked_at is null)
    or exists (select from messages where status in ('received', 'waiting'))
    or exists (select from send_parts where status in ('planned', 'sending'))
    or exists (select from threads where reply_due_at is not null)
"""

_TURNS_THAT_SPOKE = """
select m.network_message_id as line, count(*) as times from turns t, unnest(t.read_message_ids) as read (id), messages m
where t.outcome in ('answered', 'escalated') and m.id = read.id group by 1 having count(*) > 1
"""

_SHARED_LEASES = "select thread_id, lease_number from turns group by 1, 2 having count(*) > 1"

_PLANNED = """
select i.network_id as customer, p.text, count(*) as times from send_parts p join threads t on t.id = p.thread_id
join identities i on i.id = t.identity_id group by 1, 2
"""

# All that must hold after every step, in one round trip.
_LOOK = f"""
select json_build_object(
  'planned', (select coalesce(json_agg(p), '[]') from ({_PLANNED}) p),
  'moves', (select coalesce(json_agg(m order by m.number), '[]') from moves m where m.number > $1),
  'spoke_twice', (select json_agg(t) from ({_TURNS_THAT_SPOKE}) t),
  'shared_leases', (select json_agg(t) from ({_SHARED_LEASES}) t)
) as seen
"""

# Of each line of a customer: how it stands, and what became of the message that answers it.
_ENDS = """
select c.network_message_id as line, c.status, c.reason_code, c.reason_text, a.status as answer, a.reason_code as why,
  (select count(*) from messages o where o.turn_id = c.turn_id and o.sender_type = 'assistant' and o.kind <> 'holding')
    as answers,
  (select coalesce(array_agg(p.network_message_id), '{}') from send_parts p where p.message_id = a.id) as mids
from messages c
left join messages a on a.turn_id = c.turn_id and a.sender_type = 'assistant' and a.kind <> 'holding'
  and c.status = 'answered'
where c.sender_type = 'customer'
"""


class Road(RuleBasedStateMachine):
    """Two customers, one business, and a world in which anything may happen next."""

    runner: ClassVar[asyncio.Runner]
    stage: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        self.moves_seen = 0

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """What the rules ask for happens while they wait."""
        return self.runner.run(work)

    @initialize(lines=st.integers(1, 3))
    def opens(self, lines: int) -> None:
        self.run(self.stage.clear())
        for number in range(lines):
            self.stage.say(FIRST, "customer", f"line {number}")
            self.run(self._arrives(0, 1))

    # -- people --------------------------------------------------------------------------------------------

    @rule(who=WHO, copies=st.integers(0, 2))
    def customer_writes(self, who: str, copies: int) -> None:
        number = sum(said.by == "customer" for said in self.stage.said)
        self.stage.say(who, "customer", f"line {number}")
        if copies:
            self.run(self._arrives(len(self.stage.pending) - 1, copies))

    @precondition(lambda self: self._answers() > sum(said.by == "owner" for said in self.stage.said))
    @rule(pick=PICK)
    def owner_answers_in_the_app(self, pick: int) -> None:
        customers = sorted({said.customer for said in self.stage.said if said.by == "customer"})
        self._time_passes(6)  # nobody types within five seconds
        self.stage.say(customers[pick % len(customers)], "owner", f"by hand {len(self.stage.said)}")

    @precondition(lambda self: self._answers() or self.stage.at("send"))
    @rule(who=WHO, takes_over=st.booleans())
    def dashboard(self, who: str, takes_over: bool) -> None:
        self.run(self.stage.change_status(who, "escalated" if takes_over else "active"))

    @precondition(lambda self: any(said.by == "customer" and not said.is_deleted for said in self.stage.said))
    @rule(pick=PICK, deletes=st.booleans())
    def customer_changes_a_line(self, pick: int, deletes: bool) -> None:
        lines = [said for said in self.stage.said if said.by == "customer" and not said.is_deleted]
        said = lines[pick % len(lines)]
        if deletes:
            said.is_deleted = True
            self.stage.pending.append({"said": said, "kind": "deletion"})
        else:
            said.edits += 1
            text = f"{said.text.split(',')[0]}, edit {said.edits}"
            self.stage.pending.append({"said": said, "kind": "edit", "text": text, "number": said.edits})

    # -- the network tells us ------------------------------------------------------------------------------

    @precondition(lambda self: self.stage.pending)
    @rule(pick=PICK, copies=st.integers(1, 2), unpacked=st.booleans())
    def webhook_arrives(self, pick: int, copies: int, unpacked: bool) -> None:
        """In any order; twice; read at once or later."""
        self.run(self._arrives(pick % len(self.stage.pending), copies, unpacked=unpacked))

    async def _arrives(self, number: int, copies: int, *, unpacked: bool = True) -> None:
        event = self.stage.pending.pop(number)
        for _ in range(copies):
            await self.stage.deliver(event)
        if unpacked:
            await self.stage.unpack()

    # -- the platform works, the world answers -------------------------------------------------------------

    @rule(pause=st.sampled_from((0, 4, 4, 16, 21, 61)), taken=st.booleans())
    def platform_works(self, pause: int, taken: bool) -> None:
        """Time passes, and what is due then is taken up. Whoever waited through a long pause stood still, and has lost
        its lease.
        """
        self._time_passes(pause, taken=taken)
        for step in (self.stage.unpack, self.stage.claim, self.stage.settle):
            self.run(step())

    @precondition(lambda self: any(self.stage.at(place) for place in PLACES))
    @rule(
        pick=PICK,
        model=st.sampled_from(("answers", "answers", "at length", "fails")),
        send=st.sampled_from(("taken", "taken", "answer lost", "request lost", "too fast", "refused")),
        list_is_readable=st.sampled_from((True, True, True, False)),
    )
    def the_world_answers(self, pick: int, model: str, send: str, list_is_readable: bool) -> None:
        waiting = [worker for place in PLACES for worker in self.stage.at(place)]
        worker = waiting[pick % len(waiting)]
        wait = worker.wait
        assert wait is not None
        if wait.place == "model":
            self._model_answers(worker, wait, model)
        elif wait.place == "send":
            self._network_answers(worker, wait, send)
        elif list_is_readable:
            self.stage.end(worker, wait.listed)
        else:
            self.stage.fail(worker, SendFailed(SendFault.unknown, "http_500", "Not readable."))
        self.run(self.stage.settle_down())

    def _model_answers(self, worker: Worker, wait: Wait, how: str) -> None:
        if how == "fails":
            self.stage.fail(worker, ModelError("unavailable", "The model is down."))
        else:
            self.stage.end(worker, answer_to(wait.text, 3 if how == "at length" else 1))

    def _network_answers(self, worker: Worker, wait: Wait, how: str) -> None:
        if wait.fate is not None:  # long decided; only the answer was late
            self.stage.end_well(worker)
        elif how == "taken":
            self.stage.end(worker, self.stage.take(wait))
        elif how == "too fast":
            self.stage.fail(worker, SendFailed(SendFault.retry, "4", "Slow down."))
        elif how == "refused":
            self.stage.fail(worker, SendFailed(SendFault.final, "100", "Refused."))
        else:
            self._decide(wait, taken=how == "answer lost")
            self.stage.fail(worker, SendFailed(SendFault.unknown, "cut", "Cut off."))

    @precondition(lambda self: self.stage.workers)
    @rule(taken=st.booleans())
    def kill(self, taken: bool) -> None:
        for worker in self.stage.at("send"):
            assert worker.wait is not None
            self._decide(worker.wait, taken=taken)
        self.run(self.stage.crash())

    def _answers(self) -> int:
        return sum(said.by == "account" for said in self.stage.said)

    def _time_passes(self, seconds: float, *, taken: bool = False) -> None:
        for worker in self.stage.workers:
            worker.is_stalled = seconds >= LEASE.total_seconds()
            if worker.is_stalled and worker.wait is not None and worker.wait.place == "send":
                self._decide(worker.wait, taken=taken)  # no request is on its way for so long
        self.run(self.stage.time_passes(seconds))

    def _decide(self, wait: Wait, *, taken: bool) -> None:
        if wait.fate is None:
            if taken:
                self.stage.take(wait)
            else:
                wait.fate = "lost"

    # -- what must hold after every step -------------------------------------------------------------------

    @invariant()
    def the_promises_hold(self) -> None:
        [row] = self.run(self.stage.rows(_LOOK, self.moves_seen))
        seen = json.loads(row["seen"])
        self._nobody_hears_the_same_twice(seen["planned"])
        self._every_move_is_legal(seen["moves"])
        self._no_answer_is_given_twice()
        assert not seen["spoke_twice"], seen["spoke_twice"]  # D2
        assert not seen["shared_leases"], seen["shared_leases"]  # D3

    def _nobody_hears_the_same_twice(self, planned: list[dict[str, Any]]) -> None:
        """D5."""
        heard = Counter((said.customer, said.text) for said in self.stage.said if said.by == "account")
        may_hear = Counter({(part["customer"], part["text"]): part["times"] for part in planned})
        assert heard <= may_hear, heard - may_hear

    def _every_move_is_legal(self, moves: list[dict[str, Any]]) -> None:
        for move in moves:
            self.moves_seen = move["number"]
            assert move["what"] in LEGAL, f"a send was {move['what']}: {move['new'][:60]}"
            assert (move["old"], move["new"]) in LEGAL[move["what"]], (
                f"{move['what']}: {move['old']} -> {move['new']}"
            )

    def _no_answer_is_given_twice(self) -> None:
        """D2: what was planned anew names the same lines, so the same words would be there twice."""
        told = Counter(
            said.text for said in self.stage.said if said.by == "account" and said.text.startswith("About")
        )
        assert not [text for text, times in told.items() if times > 1], told

    # -- in the end ----------------------------------------------------------------------------------------

    def teardown(self) -> None:
        """Once everything works again, everything comes to an end: D1, D6, D7."""
        try:
            self._drain()
            self.the_promises_hold()
            self._everything_has_its_end()
        finally:
            self.run(self.stage.crash())

    def _drain(self) -> None:
        self.stage.is_easy = True
        for _ in range(30):
            while self.stage.pending:
                self.run(self._arrives(0, 1, unpacked=False))
            for worker in list(self.stage.workers):
                if worker.wait is not None:
                    self.stage.end_well(worker)
            self.run(self.stage.settle_down())
            for step in (self.stage.unpack, self.stage.claim, self.stage.settle):
                self.run(step())
            [still] = self.run(self.stage.rows(_OPEN))
            if not still[0] and not self.stage.pending:
                return
            self.run(self.stage.time_passes(65))
        raise AssertionError(f"not at rest: {self.run(self.stage.rows(_ENDS))}")

    def _everything_has_its_end(self) -> None:
        ends = self.run(self.stage.rows(_ENDS))
        reached = {said.mid for said in self.stage.said if said.by == "account"}
        written = {said.mid for said in self.stage.said if said.by == "customer" and not said.is_deleted}
        lines = [end["line"] for end in ends]
        assert len(lines) == len(set(lines)), f"kept more than once: {lines}"
        assert written <= set(lines), f"lost: {written - set(lines)}"
        for end in ends:
            if end["status"] == "silent":
                assert end["reason_code"] and end["reason_text"], dict(end)
                continue
            assert end["status"] == "answered" and end["answers"] == 1, dict(end)
            if end["answer"] == "sent":
                assert set(end["mids"]) <= reached, dict(end)
            else:
                assert end["answer"] in ("failed", "unknown") and end["why"], dict(end)


@pytest.mark.timeout(180)
async def test_the_road_keeps_its_promises_whatever_happens(
    make_database: MakeDatabase, database_server: TestServer
) -> None:
    url = await make_database()
    await asyncio.to_thread(_play, url, database_server)


def _play(url: str, server: TestServer) -> None:
    """In a thread with a loop of its own: hypothesis drives without waiting for anyone."""
    name = url.partition("?")[0].rpartition("/")[2]
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        stage = Stage(Database(url, pool_size=8), server.url(name, user="postgres"))
        runner.run(stage.open())
        Road.runner, Road.stage = runner, stage
        try:
            run_state_machine_as_test(
                Road,
                settings=settings(
                    max_examples=EXAMPLES, stateful_step_count=STEPS, derandomize=True, deadline=None,
                    database=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,),
                ),
            )  # fmt: skip
        finally:
            runner.run(stage.close())
