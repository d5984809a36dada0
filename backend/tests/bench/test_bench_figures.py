"""A figure is only as honest as what counts it."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
from bench import golden, load, m3b_bursts, report, webhooks
from bench.processes import cpu_of
from bench.stand_ins import Sent
from bench.statements import Statements, read_log

from app.channels import meta
from app.channels.events import CustomerMessage

_LOG = """\
frontdesk|LOG:  statement: BEGIN;
frontdesk|LOG:  execute __asyncpg_stmt_3__: select set_config('app.workspace_id', $1, true)
frontdesk|DETAIL:  Parameters: $1 = 'one; two'
frontdesk|LOG:  execute __asyncpg_stmt_4__: 
\tupdate threads
\tset lease_until = null
frontdesk|LOG:  statement: begin; set local app.workspace_id = 'w'
bench|LOG:  execute __asyncpg_stmt_1__: select pg_reload_conf()
frontdesk|LOG:  statement: COMMIT;
|LOG:  checkpoint starting: time
"""  # noqa: W291


def test_a_percentile_is_a_value_that_was_measured() -> None:
    hundred = [float(n) for n in range(1, 101)]
    assert report.percentile(hundred, 95) == 95
    assert report.percentile(hundred, 99) == 99
    assert report.percentile([7.0], 99) == 7.0
    assert report.spread([9.0, 10.0, 12.0]) == pytest.approx(0.3)


def test_statements_hidden_in_one_message_count_each_and_our_own_do_not() -> None:
    found = Statements()
    read_log(_LOG, found)
    assert found.work == {
        "frontdesk: select set_config('app.workspace_id', $1, true)": 1,
        "frontdesk: update threads set lease_until = null": 1,
        "frontdesk: set local app.workspace_id = 'w'": 1,
    }
    assert found.transactions == 3


def test_processor_time_counts_what_a_program_started() -> None:
    before = cpu_of(os.getpid())
    deadline = before.platform + 0.1
    while cpu_of(os.getpid()).platform < deadline:
        sum(range(10_000))
    used = cpu_of(os.getpid()) - before
    assert 0.099 < used.platform < 1, "other threads of this process may have worked meanwhile"
    assert used.postgres == 0


def test_bursts_are_two_to_six_lines_up_to_four_seconds_apart_and_always_the_same() -> None:
    made = m3b_bursts.bursts(200, seed=3)
    assert made == m3b_bursts.bursts(200, seed=3) != m3b_bursts.bursts(200, seed=4)
    assert {len(burst.times) for burst in made} == {2, 3, 4, 5, 6}
    gaps = [later - earlier for burst in made for earlier, later in pairwise(burst.times)]
    assert 0 <= min(gaps) < 0.1 and 3.9 < max(gaps) <= 4
    assert len({burst.customer for burst in made}) == 200


def test_a_burst_is_answered_once_when_exactly_one_answer_came() -> None:
    made = [m3b_bursts.Burst(name, [0.0, 1.0]) for name in ("once", "twice", "never")]
    sent = [Sent(5.0, "once", "Yes."), Sent(2.0, "twice", "Yes."), Sent(6.0, "twice", "And no.")]
    assert m3b_bursts.judge(made, {burst.customer: [0.0, 1.0] for burst in made}, sent) == 1


@asynccontextmanager
async def _a_server(status: int, received: list[tuple[bytes, str]]) -> AsyncIterator[int]:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
                body = await reader.readexactly(int(headers["Content-Length"]))
                received.append((body, headers["X-Hub-Signature-256"]))
                writer.write(b"HTTP/1.1 %d Said\r\ncontent-length: 2\r\n\r\nok" % status)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the load hung up
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize("kind", ["closed", "open"])
async def test_the_load_is_signed_messages_each_sent_once(kind: str) -> None:
    received: list[tuple[bytes, str]] = []
    customers = ["anna", "ben", "cem"]
    async with _a_server(200, received) as port:
        job = (
            load.closed_job(port, "x", customers, senders=4, count=30)
            if kind == "closed"
            else load.open_job(port, "x", customers, load.arrivals(30, 0.2, seed=1), connections=4)
        )
        result = await load.run(job)
    secret = webhooks.APP_SECRET.encode()
    assert all(meta.is_authentic(body, signature, [secret]) for body, signature in received)
    events = [event for body, _ in received for event in meta.read(body)]
    assert all(isinstance(event, CustomerMessage) for event in events)
    assert len({event.key for event in events}) == len(events) == 30
    assert {event.customer_id for event in events} == set(customers)
    assert all(latency > 0 for latency in result["latencies"])


async def test_an_acknowledgement_that_is_none_stops_the_measure() -> None:
    async with _a_server(503, []) as port:
        with pytest.RaisesGroup(pytest.RaisesExc(RuntimeError, match="503")):
            await load.run(load.closed_job(port, "x", ["anna"], senders=1, count=3))


def test_a_golden_question_that_was_lost_is_told_and_breaks_the_bar() -> None:
    kept, found, missed = (
        golden.Outcome(True, True),
        golden.Outcome(True, False),
        golden.Outcome(False, False),
    )
    told = [
        golden._told(now, before)
        for now, before in ((kept, None), (found, found), (found, kept), (kept, found), (missed, found))
    ]
    assert told == [
        None,
        "not answered",
        "worse than last time (not answered)",
        "better than last time (answered now)",
        "worse than last time (not found)",
    ]
    row = golden._row("answered", {"a": True, "b": False, "new": True}, {"a": True, "b": True, "gone": True})
    assert (row.value, row.peer_value, row.n, row.holds) == (2, 2, 3, False)
    assert golden._row("answered", {"new": False}, {}).holds
