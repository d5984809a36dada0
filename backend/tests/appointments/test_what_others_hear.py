"""Webhooks hear what becomes of a booking, and the record says who did it, people and agents alike."""

from typing import Any

import orjson

from app.platform.ids import new_id
from tests.appointments.conftest import Salon, customer_of, monday

_WEBHOOK = """
insert into webhooks (id, workspace_id, url, secret_encrypted, retry_at, events)
values ($1, $2, 'https://example.com/', '', 'infinity',
  '{appointment.booked,appointment.changed,appointment.cancelled}')
"""


async def test_a_booking_by_an_agent_is_told_and_is_the_agents_deed(salon: Salon) -> None:
    await salon.rows(_WEBHOOK, new_id(), salon.owner.workspace_id)
    ana, trying = await customer_of(salon), await customer_of(salon)
    await salon.rows("update conversations set is_test = true where id = $1", trying.context.conversation_id)
    await trying.booked("12:00")
    booked = await ana.booked("10:00")
    await salon.call("PUT", f"appointments/{booked}", starts_at=monday("11:00").isoformat())
    await ana.say(await ana.ask("cancel", appointment_id=booked))

    told = await salon.rows("select type, data, conversation_id from webhook_deliveries order by sequence")
    assert [row["type"] for row in told] == [
        "appointment.booked", "appointment.changed", "appointment.cancelled",
    ]  # fmt: skip
    facts: list[dict[str, Any]] = [orjson.loads(row["data"]) for row in told]
    assert {each["appointment_id"] for each in facts} == {booked}
    assert [each["change"] for each in facts] == ["booked", "moved", "cancelled"]
    assert [each["status"] for each in facts] == ["booked", "booked", "cancelled"]
    assert {row["conversation_id"] for row in told} == {ana.context.conversation_id}
    assert not any("name" in key for each in facts for key in each)

    entries = (await salon.call("GET", "audit?what=appointment"))["items"]
    agent = {"kind": "agent", "id": str(ana.context.agent_id), "name": "L"}
    ours = [each for each in entries if each["subject"]["id"] == booked]
    assert [(each["action"], each["actor"]["kind"]) for each in ours] == [
        ("appointment.cancelled", "agent"), ("appointment.moved", "person"), ("appointment.booked", "agent"),
    ]  # fmt: skip
    assert ours[0]["actor"] == agent
    by_agents = (await salon.call("GET", "audit?who=agent"))["items"]
    assert {each["action"] for each in by_agents} == {"appointment.booked", "appointment.cancelled"}
