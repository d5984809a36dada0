"""A server that is away for hours: what became of a mail counts when it was tried, and what is over is not sent."""

from datetime import UTC, datetime, timedelta

from app.email.post import Wanted
from app.mails import outbox, trouble
from app.notices.day_summary import send_due
from app.platform.ids import new_id
from tests.notices.conftest import NOW, Business


async def test_what_counts_is_when_a_mail_was_tried(business: Business) -> None:
    """A mail waits for a day before it is given up; what was answered to another one meanwhile is newer."""

    async def mail(status: str, code: str | None, *, written: int, tried: int) -> None:
        await business.run(
            "insert into mails (id, workspace_id, kind, recipient, subject, body, status, reason_code, reason_text,"
            " created_at, tried_at, sent_at) values ($1, $2, 'booked', 'secret@example.com', '', '', $3, $4, $4,"
            " now() - make_interval(hours => $5), now() - make_interval(hours => $6),"
            " case when $3 = 'sent' then now() - make_interval(hours => $6) end)",
            new_id(), business.workspace_id, status, code, written, tried,
        )  # fmt: skip

    crossing = business.database.crossing
    await mail("sent", None, written=5, tried=5)
    await mail("failed", "mail_refused", written=10, tried=3)
    await mail("failed", "server_unreachable", written=26, tried=1)
    assert await trouble.at_the_server(crossing) == "server_unreachable"
    assert [each.code for each in await trouble.reasons(crossing)] == ["mail_refused", "server_unreachable"]
    [first, second] = await trouble.failures(crossing, after=None, limit=9)
    assert (first["code"], second["code"]) == ("server_unreachable", "mail_refused")
    assert await trouble.failures(crossing, after=(first["tried_at"], first["id"]), limit=9) == [second]
    await mail("sent", None, written=30, tried=0)
    assert await trouble.at_the_server(crossing) is None
    await mail("queued", "login_refused", written=30, tried=-1)
    assert await trouble.at_the_server(crossing) == "login_refused"


async def test_what_is_over_is_not_sent(business: Business) -> None:
    """An offer is kept for half an hour: an owner who reads of it tomorrow would tell the customer something untrue."""
    [owner] = await business.run("select user_id as id from memberships")
    facts = {"customer": "Ana", "phone": None, "when": "Monday", "until": "10:30"}
    now = datetime.now(UTC)
    async with business.database.crossing.acquire() as connection, connection.transaction():
        for key, until in {"over": now, "in time": now + timedelta(minutes=9), "whenever": None}.items():
            wanted = Wanted(
                letter="waiting_offer", key=key, to="o@luna.example", user_id=owner["id"], facts=facts,
                of_use_until=until,
            )  # fmt: skip
            await business.post.send(connection, business.workspace_id, wanted)
    for row in await business.mails():
        await outbox.begin(business.database.crossing, row["id"])
    became = {row["key"]: (row["status"], row["reason_code"]) for row in await business.mails()}
    assert became == {
        "over": ("failed", "no_longer_so"), "in time": ("sending", None), "whenever": ("sending", None),
    }  # fmt: skip


async def test_a_summary_is_of_use_on_its_day(business: Business) -> None:
    await business.run(
        "insert into reminder_settings (workspace_id, is_on, hours_before, quiet_from, quiet_until, ways, summary_hour,"
        " summary_when_empty) values ($1, false, '{24}', '21:00', '08:00', '{dm}', 7, true)",
        business.workspace_id,
    )  # fmt: skip
    await send_due(business.database, business.vault, business.post, NOW)
    [mail] = await business.mails("day_summary")
    assert mail["of_use_until"] == NOW.replace(hour=0) + timedelta(days=1)
