"""Who new customers are is asked of the network, once each, and nobody's trouble is another's."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any, cast
from uuid import UUID

import pytest

from app.channels.adapter import ChannelAdapter, Profile, Route, SendFailed, SendFault
from app.contacts import jobs
from app.platform.crypto import Vault
from app.platform.database import Database
from app.platform.ids import new_id
from app.platform.jobs import Handler, JobRunner

VAULT = Vault("3Ux0Z3kXy0pC8p1sQ1b5v0mH5q0mH5q0mH5q0mH5q0k=")  # pragma: allowlist secret


class Network:
    """Tells everybody's name, but for those that it fails for."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.fails: dict[str, SendFault] = {}

    async def profile(self, route: Route) -> Profile:
        self.asked[route.customer_id] += 1
        if fault := self.fails.get(route.customer_id):
            raise SendFailed(fault, "0", "It did not work.")
        return Profile(f"Name {route.customer_id}", f"user.{route.customer_id}")


class Desk:
    """A linked account with customers, and the job as the runner runs it."""

    def __init__(self, database: Database) -> None:
        self.database, self.network = database, Network()
        self.workspace_id, self.account_id = new_id(), new_id()
        self._handlers: dict[str, Handler] = {}
        adapters = {"instagram": cast("ChannelAdapter", self.network)}
        jobs.register(cast("JobRunner", self), database, VAULT, adapters)

    def on(self, job: str, handler: Handler, **_: Any) -> None:
        self._handlers[job] = handler

    async def open(self) -> None:
        await self.rows(
            "insert into workspaces (id, slug, name) values ($1, 'luna', 'Luna')", self.workspace_id
        )
        await self.rows(
            "insert into accounts (id, workspace_id, channel, network_id, token_encrypted)"
            " values ($1, $2, 'instagram', '17', $3)",
            self.account_id, self.workspace_id, VAULT.seal("t"),
        )  # fmt: skip

    async def customers(self, *names: str) -> list[UUID]:
        made = []
        for name in names:
            contact_id, identity_id = new_id(), new_id()
            await self.rows(
                "insert into contacts (id, workspace_id) values ($1, $2)", contact_id, self.workspace_id
            )
            await self.rows(
                "insert into identities (id, workspace_id, contact_id, account_id, network_id)"
                " values ($1, $2, $3, $4, $5)",
                identity_id, self.workspace_id, contact_id, self.account_id, name,
            )  # fmt: skip
            made.append(identity_id)
        return made

    async def ask(self, identity_ids: list[UUID]) -> None:
        """One try of the job."""
        ids = {"workspace_id": str(self.workspace_id), "identity_ids": ",".join(map(str, identity_ids))}
        await self._handlers[jobs.READ_PROFILES](ids)

    async def named(self) -> set[str]:
        found = await self.rows(
            "select i.network_id from contacts c join identities i on i.contact_id = c.id"
            " where c.name = 'Name ' || i.network_id and i.username = 'user.' || i.network_id"
        )
        return {row["network_id"] for row in found}

    async def rows(self, statement: str, *values: object) -> list[Any]:
        return await self.database.crossing.fetch(statement, *values)


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    database = Database(database_url, pool_size=2)
    await database.open()
    opened = Desk(database)
    await opened.open()
    yield opened
    await database.close()


async def test_each_is_asked_for_once(desk: Desk) -> None:
    ids = await desk.customers("1", "2", "3")
    for _ in range(2):
        await desk.ask(ids)
    assert await desk.named() == {"1", "2", "3"}
    assert desk.network.asked == {"1": 1, "2": 1, "3": 1}


async def test_one_that_fails_is_tried_again_alone(desk: Desk) -> None:
    ids = await desk.customers("1", "2", "3")
    desk.network.fails["2"] = SendFault.retry
    for _ in range(2):
        with pytest.raises(SendFailed):
            await desk.ask(ids)
    desk.network.fails.clear()
    await desk.ask(ids)
    assert await desk.named() == {"1", "2", "3"}
    assert desk.network.asked == {"1": 1, "2": 3, "3": 1}


async def test_who_the_network_does_not_tell_is_not_asked_for_again(desk: Desk) -> None:
    ids = await desk.customers("1", "2")
    desk.network.fails["1"] = SendFault.final
    for _ in range(2):
        await desk.ask(ids)
    assert await desk.named() == {"2"}
    assert desk.network.asked == {"1": 1, "2": 1}


async def test_a_network_in_trouble_is_left_alone_until_the_next_try(desk: Desk) -> None:
    ids = await desk.customers(*map(str, range(10)))
    desk.network.fails = dict.fromkeys(map(str, range(10)), SendFault.retry)
    with pytest.raises(SendFailed):
        await desk.ask(ids)
    assert desk.network.asked.total() == 3


async def test_a_name_that_a_person_gave_stays(desk: Desk) -> None:
    ids = await desk.customers("1")
    await desk.rows("update contacts set name = 'Ana'")
    await desk.ask(ids)
    [row] = await desk.rows(
        "select c.name, i.username from contacts c join identities i on i.contact_id = c.id"
    )
    assert tuple(row) == ("Ana", "user.1")


async def test_nobody_is_asked_for_over_an_account_that_is_unlinked(desk: Desk) -> None:
    ids = await desk.customers("1")
    await desk.rows("update accounts set is_active = false")
    await desk.ask(ids)
    assert desk.network.asked == {}
