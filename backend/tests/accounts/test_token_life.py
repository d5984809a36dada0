"""Tokens are renewed long before they end, and owners hear of it when that fails."""

import io
import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import pytest

from app.accounts import tokens
from app.channels.instagram.login import InstagramLogin
from app.email.owner_words import ending
from app.mails.post import Outbox
from app.platform import clock
from sandbox.world import DAY
from tests.accounts.desk import Desk
from tests.accounts.test_unlinking import LUNA, written_logs
from tests.support.app import Member

__all__ = ["written_logs"]

ADDRESS = "https://desk.example"


class TokenDesk:
    """An account linked some days ago."""

    def __init__(self, desk: Desk, owner: Member, account_id: str) -> None:
        self.desk, self.owner, self.account_id = desk, owner, account_id
        self.database, self.vault = desk.running.database, desk.running.app.state.vault

    async def age(self, days: float) -> None:
        """So much time passes for the token, here and at Instagram."""
        await self.desk.change(
            "update accounts set token_issued_at = token_issued_at - make_interval(secs => :seconds),"
            " token_expires_at = token_expires_at - make_interval(secs => :seconds),"
            " token_tried_at = token_tried_at - make_interval(secs => :seconds),"
            " token_warned_at = token_warned_at - make_interval(secs => :seconds)",
            seconds=days * 86_400,
        )
        for token in self.desk.sandbox.world.desk.tokens.values():
            token.issued_at -= int(days * DAY)
            token.expires_at -= int(days * DAY)

    async def plan(self, now: datetime | None = None) -> list[tuple[str, dict[str, str]]]:
        """Plan the coming hour; the jobs that were planned."""
        await self.desk.change("delete from frontdesk_pgqueuer")
        await tokens.plan(self.database, self.desk.hints, now=now or clock.now())
        rows = await self.desk.rows("select entrypoint, payload from frontdesk_pgqueuer order by id")
        return [(row.entrypoint, orjson.loads(row.payload)) for row in rows]

    async def refresh(self) -> None:
        """Do the job of renewing."""
        settings, http = self.desk.settings, self.desk.running.app.state.http
        login = InstagramLogin.from_settings(settings, http)
        assert login is not None
        ids = {"workspace_id": str(self.owner.workspace_id), "account_id": self.account_id}
        await tokens.refresh(self.database, self.vault, self.desk.hints, login, ids)

    async def row(self) -> Any:
        [row] = await self.desk.rows("select * from accounts")
        return row


@pytest.fixture
async def linked(desk: Desk) -> TokenDesk:
    owner = await desk.owner()
    return TokenDesk(desk, owner, await desk.linked_account(owner))


async def test_a_token_with_twenty_days_left_is_renewed_for_sixty(linked: TokenDesk) -> None:
    await linked.age(41)
    before = await linked.row()
    linked.desk.hints.heard.clear()

    await linked.refresh()

    after = await linked.row()
    token = linked.vault.open(after.token_encrypted)
    assert token != linked.vault.open(before.token_encrypted)
    assert linked.desk.sandbox.world.desk.living(token).is_long
    assert timedelta(days=59) < after.token_expires_at - clock.now() < timedelta(days=61)
    assert clock.now() - after.token_issued_at < timedelta(minutes=1)
    assert linked.desk.hints.heard == [(linked.owner.workspace_id, "account.changed", linked.account_id)]


@pytest.mark.parametrize("days", [0.5, 20, 39])
async def test_a_token_that_is_young_or_has_time_is_left_alone(linked: TokenDesk, days: float) -> None:
    await linked.age(days)
    before = await linked.row()
    assert await linked.plan() == []
    await linked.refresh()
    assert (await linked.row()).token_encrypted == before.token_encrypted


async def test_each_account_is_asked_once_a_day_at_its_own_moment(linked: TokenDesk) -> None:
    await linked.age(40.5)
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    own = tokens.until_its_moment(UUID(linked.account_id), midnight)
    planned = []
    for hour in range(24):
        now = midnight + timedelta(hours=hour)
        await linked.desk.change("update accounts set token_expires_at = :at", at=now + timedelta(days=19.9))
        if any(job == tokens.REFRESH_TOKEN for job, _ in await linked.plan(now)):
            planned.append(hour)
    assert planned == [int(own.total_seconds()) // 3600]


def test_moments_are_spread_over_the_day() -> None:
    midnight = datetime(2026, 5, 1, tzinfo=UTC)
    hours = Counter(
        int(tokens.until_its_moment(uuid.uuid4(), midnight).total_seconds()) // 3600 for _ in range(4800)
    )
    assert len(hours) == 24 and max(hours.values()) < 300


async def test_a_moment_that_passed_while_nobody_worked_is_made_up_for(linked: TokenDesk) -> None:
    await linked.age(45)
    [(job, ids)] = await linked.plan()
    assert (job, ids["account_id"]) == (tokens.REFRESH_TOKEN, linked.account_id)
    assert await linked.plan() == [], "once is enough for today"


async def test_a_failure_is_tried_again_the_next_day(
    linked: TokenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await linked.age(45)
    assert len(await linked.plan()) == 1
    before = await linked.row()
    living = linked.desk.settings.instagram_graph_url
    linked.desk.settings.instagram_graph_url = "http://127.0.0.1:9"
    await linked.refresh()
    linked.desk.settings.instagram_graph_url = living
    assert (await linked.row()).token_encrypted == before.token_encrypted
    assert (await linked.row()).health == "ok"

    await linked.age(1.1)
    assert len(await linked.plan()) == 1
    await linked.refresh()
    assert (await linked.row()).token_expires_at > clock.now() + timedelta(days=59)


async def test_a_dead_token_asks_for_a_new_link(linked: TokenDesk) -> None:
    await linked.age(45)
    linked.desk.sandbox.world.desk.withdraw(LUNA)
    linked.desk.hints.heard.clear()
    await linked.refresh()
    assert (await linked.row()).health == "reconnect"
    assert linked.desk.hints.heard == [(linked.owner.workspace_id, "account.changed", linked.account_id)]


async def test_an_expired_token_asks_for_a_new_link(linked: TokenDesk) -> None:
    await linked.age(60.5)
    await linked.plan()
    assert (await linked.row()).health == "reconnect"
    await linked.refresh()
    assert (await linked.row()).token_expires_at < clock.now()


async def test_a_link_made_while_the_old_token_was_asked_about_wins(
    linked: TokenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await linked.age(45)
    ask = InstagramLogin.refresh

    async def slowly(login: InstagramLogin, token: str) -> Any:
        await linked.desk.link(linked.owner)
        linked.desk.sandbox.world.desk.tokens.pop(token)
        return await ask(login, token)

    monkeypatch.setattr(InstagramLogin, "refresh", slowly)
    await linked.refresh()
    row = await linked.row()
    assert row.health == "ok"
    assert linked.desk.sandbox.world.desk.living(linked.vault.open(row.token_encrypted))


async def test_linking_again_keeps_everything_and_ends_the_worry(linked: TokenDesk) -> None:
    await linked.age(60.5)
    await linked.plan()
    assert await linked.desk.link(linked.owner) == {"linked": linked.account_id}
    row = await linked.row()
    assert (row.health, row.token_tried_at, row.token_warned_at) == ("ok", None, None)
    assert await linked.plan() == []


async def test_owners_are_warned_from_ten_days_on_and_once_a_day(linked: TokenDesk) -> None:
    running = linked.desk.running
    [ana] = await linked.desk.rows("select email from users")
    await running.new_member("second@luna.example", of=linked.owner.workspace_id)
    await running.new_member("helper@luna.example", of=linked.owner.workspace_id, role="admin")
    unconfirmed = await running.new_member("third@luna.example", of=linked.owner.workspace_id)
    await linked.desk.change(
        "update users set email_verified_at = null where id = :id", id=unconfirmed.user_id
    )
    warn = partial(tokens.warn, linked.database, Outbox(ADDRESS), ADDRESS)

    await linked.age(49)
    assert tokens.WARN_OWNER not in dict(await linked.plan())
    await linked.age(2)
    for days_left in (8, 7):
        warnings = [ids for job, ids in await linked.plan() if job == tokens.WARN_OWNER]
        assert len(warnings) == 2
        assert tokens.WARN_OWNER not in dict(await linked.plan()), "not twice a day"
        for ids in warnings:
            await warn(ids)
        await linked.age(1.01)
        sent = (await linked.desk.rows("select recipient, subject, body from mails order by id"))[-2:]
        assert {mail.recipient for mail in sent} == {ana.email, "second@luna.example"}
        assert "luna.hair.studio" in sent[0].subject
        assert f"ends in {days_left} days" in sent[0].body or f"in {days_left + 1} days" in sent[0].body
        assert f"{ADDRESS}/accounts" in sent[0].body
    assert len(await linked.desk.rows("select id from mails")) == 4


async def test_nobody_is_warned_of_what_was_mended_meanwhile(linked: TokenDesk) -> None:
    await linked.age(55)
    [ids] = [ids for job, ids in await linked.plan() if job == tokens.WARN_OWNER]
    await linked.refresh()
    await tokens.warn(linked.database, Outbox(ADDRESS), ADDRESS, ids)
    assert await linked.desk.rows("select id from mails") == []


async def test_an_end_is_said_on_the_calendar_of_the_business() -> None:
    now = datetime(2026, 5, 1, 22, 30, tzinfo=UTC)
    assert ending(now - timedelta(hours=1), now, ZoneInfo("UTC"), "en") == "has ended"
    assert ending(now + timedelta(hours=1), now, ZoneInfo("UTC"), "en") == "ends today, on 1 May"
    assert ending(now + timedelta(hours=1), now, ZoneInfo("Europe/Madrid"), "en") == "ends today, on 2 May"
    assert ending(now + timedelta(hours=20), now, ZoneInfo("UTC"), "en") == "ends tomorrow, on 2 May"
    assert ending(now + timedelta(days=8), now, ZoneInfo("UTC"), "en") == "ends in 8 days, on 9 May"


async def test_no_log_line_of_a_renewal_holds_a_token(linked: TokenDesk, written_logs: io.StringIO) -> None:
    await linked.age(45)
    old = linked.vault.open((await linked.row()).token_encrypted)
    await linked.refresh()
    fresh = linked.vault.open((await linked.row()).token_encrypted)
    await linked.age(45)
    linked.desk.sandbox.world.desk.withdraw(LUNA)
    await linked.refresh()
    lines = written_logs.getvalue()
    assert "token_not_refreshed" in lines and "190" in lines
    assert old != fresh and old not in lines and fresh not in lines
