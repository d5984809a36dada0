"""Stored bodies are unpacked in batches: whose fault a failure is (D7), and what a batch asks for once."""

from typing import Any

import asyncpg
import orjson
import pytest

from app.inbox import unpack
from tests.support.stage import ACCOUNT, Stage

OTHER_ACCOUNT = "17841400000000002"


async def arrives(stage: Stage, *senders: str, account: str = ACCOUNT) -> None:
    """One body with one line of each."""
    frames = [
        {
            "sender": {"id": each},
            "recipient": {"id": account},
            "message": {"mid": f"m{each}", "text": "Hello?"},
        }
        for each in senders
    ]
    body = {"object": "instagram", "entry": [{"id": account, "time": 1, "messaging": frames}]}
    await stage.database.crossing.execute(
        "insert into raw_events (source, body) values ('meta', $1)", orjson.dumps(body)
    )


def strangers(first: int, count: int = 1) -> list[str]:
    return [str(6_200_000_000_000_000 + number) for number in range(first, first + count)]


async def attempts(stage: Stage) -> list[tuple[int, bool]]:
    rows = await stage.rows("select attempts, unpacked_at is null as waits from raw_events order by arrival")
    return [(row["attempts"], row["waits"]) for row in rows]


async def test_a_connection_that_is_gone_is_nobodys_fault(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = unpack._store

    async def cut(connection: Any, *more: Any) -> Any:
        connection.terminate()
        return await store(connection, *more)

    await arrives(stage, *strangers(1))
    with monkeypatch.context() as patch:
        patch.setattr(unpack, "_store", cut)
        with pytest.raises(asyncpg.InterfaceError):
            await stage.unpack()
    assert await attempts(stage) == [(0, True)]
    await stage.unpack()
    assert len(await stage.rows("select 1 from messages")) == 1


async def test_a_value_that_cannot_be_written_costs_its_own_body_an_attempt(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = unpack._store
    [bad, good] = strangers(1, 2)

    async def choke(connection: Any, arrived: Any, *more: Any) -> Any:
        if arrived.event.customer_id == bad:
            await connection.fetchval("select $1::int", 2**40)
        return await store(connection, arrived, *more)

    monkeypatch.setattr(unpack, "_store", choke)
    await arrives(stage, bad)
    await arrives(stage, good)
    for _ in range(5):
        await stage.unpack()
    assert await attempts(stage) == [(5, False), (1, False)]
    [aside] = await stage.rows("select failure from raw_events where failure is not null")
    assert aside["failure"] == "DataError (22000)"
    assert len(await stage.rows("select 1 from messages")) == 1


async def jobs(stage: Stage) -> list[list[str]]:
    """Whose profiles each job asks for."""
    rows = await stage.rows(
        "select payload from frontdesk_pgqueuer where entrypoint = 'read_profiles' order by id"
    )
    asked = []
    for row in rows:
        ids = orjson.loads(row["payload"])["identity_ids"].split(",")
        found = await stage.rows("select network_id from identities where id = any($1::uuid[])", ids)
        asked.append(sorted(each["network_id"] for each in found))
    return asked


async def test_strangers_of_one_batch_are_asked_for_in_one_job(stage: Stage) -> None:
    new = strangers(1, 3)
    for each in new:
        await arrives(stage, each)
    await stage.unpack()
    assert await jobs(stage) == [new]
    await arrives(stage, *new)
    await stage.unpack()
    assert len(await jobs(stage)) == 1


async def test_a_job_asks_for_fifty_at_most_and_for_one_business(stage: Stage) -> None:
    await stage.rows(
        "with w as (insert into workspaces (id, slug, name) values (gen_random_uuid(), 'b', 'B') returning id)"
        " insert into accounts (id, workspace_id, channel, network_id) select gen_random_uuid(), id, 'instagram', $1"
        " from w returning id",
        OTHER_ACCOUNT,
    )
    await arrives(stage, *strangers(1, 60))
    await arrives(stage, *strangers(100), account=OTHER_ACCOUNT)
    await stage.unpack()
    asked = await jobs(stage)
    assert sorted(map(len, asked)) == [1, 10, 50]
    assert sorted(each for some in asked for each in some) == [*strangers(1, 60), *strangers(100)]


async def test_who_only_was_written_to_has_no_profile_that_may_be_read(stage: Stage) -> None:
    stage.say(strangers(1)[0], "owner", "Hello, are you coming?")
    await stage.deliver(stage.pending.pop())
    await stage.unpack()
    assert len(await stage.rows("select 1 from identities")) == 1
    assert await jobs(stage) == []
