"""What the API takes, and what bad input gets."""

from typing import Any

import pytest

from app.webhooks.service import MOST
from tests.support.app import Member, RunningApp

URL = "https://93.184.216.34/hooks"
EVENTS = ["message.received", "message.sent"]


@pytest.fixture
async def owner(running: RunningApp) -> Member:
    return await running.new_member()


async def make(owner: Member, **wish: Any) -> dict[str, Any]:
    made = await owner.client.post("/api/webhooks", json={"url": URL, "events": EVENTS} | wish)
    assert made.status_code == 201, made.text
    body: dict[str, Any] = made.json()
    return body


async def test_a_webhook_is_made_changed_and_removed(owner: Member) -> None:
    made = await make(owner, description=" Till ", url=f" {URL} ", events=[*EVENTS, *EVENTS])
    assert (made["url"], made["events"], made["description"], made["is_active"]) == (
        URL,
        EVENTS,
        "Till",
        True,
    )
    address = f"/api/webhooks/{made['id']}"
    changed = await owner.client.put(address, json={"events": ["agent.changed"], "url": f"{URL}/2"})
    assert (changed.json()["events"], changed.json()["url"]) == (["agent.changed"], f"{URL}/2")
    assert changed.json()["description"] == "Till"
    assert (await owner.client.delete(address)).status_code == 204
    assert (await owner.client.delete(address)).status_code == 404
    assert (await owner.client.get("/api/webhooks")).json() == {"items": [], "next_cursor": None}


@pytest.mark.parametrize(
    ("wish", "code", "told"),
    [
        ({"events": []}, "invalid", "events"),
        ({"events": ["message.lost"]}, "invalid", "events"),
        ({"url": ""}, "invalid", "url"),
        ({"url": "https://" + "a" * 2000}, "invalid", "url"),
        ({"description": "x" * 201}, "invalid", "description"),
        ({"url": "ftp://93.184.216.34/"}, "address_refused", "web address"),
        ({"url": "https://me:secret@93.184.216.34/"}, "address_refused", "without a user name"),
        ({"url": "https://93.184.216.34:22/"}, "address_refused", "port"),
        ({"url": "http://[::1]:8000/"}, "address_refused", "reachable from the internet"),
        ({"url": "https://nowhere.invalid/"}, "address_refused", "spelling"),
    ],
)  # fmt: skip
async def test_what_cannot_be_told_is_refused_with_what_to_write(
    owner: Member, wish: dict[str, Any], code: str, told: str
) -> None:
    made = await make(owner)
    body = {"url": URL, "events": EVENTS} | wish
    for method, address in (("POST", "/api/webhooks"), ("PUT", f"/api/webhooks/{made['id']}")):
        refused = await owner.client.request(method, address, json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, code), refused.text
        assert told in refused.json()["detail"] and "secret@" not in refused.text
    [kept] = (await owner.client.get("/api/webhooks")).json()["items"]
    assert (kept["url"], kept["events"]) == (URL, EVENTS)


async def test_there_are_so_many_and_they_are_listed_page_by_page(owner: Member) -> None:
    ids = [(await make(owner))["id"] for _ in range(MOST)]
    refused = await owner.client.post("/api/webhooks", json={"url": URL, "events": EVENTS})
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_webhooks")
    listed: list[str] = []
    cursor = ""
    while cursor is not None:
        page = (await owner.client.get(f"/api/webhooks?limit=7{cursor and f'&cursor={cursor}'}")).json()
        listed += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert listed == ids[::-1]


async def test_what_is_done_by_hand_is_bounded(owner: Member) -> None:
    made = await make(owner)
    await owner.client.put(f"/api/webhooks/{made['id']}", json={"is_active": False})
    for _ in range(58):
        refused = await owner.client.post(f"/api/webhooks/{made['id']}/test")
        assert refused.json()["code"] == "webhook_off"
    beyond = await owner.client.post(f"/api/webhooks/{made['id']}/test")
    assert (beyond.status_code, beyond.json()["code"]) == (429, "too_many_requests")


async def test_deliveries_are_listed_page_by_page(running: RunningApp, owner: Member) -> None:
    made = await make(owner)
    address = f"/api/webhooks/{made['id']}"
    await owner.client.put(address, json={"is_active": False})
    await running.database.crossing.execute(
        "insert into webhook_deliveries (id, workspace_id, webhook_id, event_id, type, data, status, created_at)"
        " select new_id(), $1, $2, new_id(), 'message.sent', '{}', 'paused', now() - make_interval(mins => n)"
        " from generate_series(1, 5) n",
        owner.workspace_id, made["id"],
    )  # fmt: skip
    first = (await owner.client.get(f"{address}/deliveries?limit=3")).json()
    second = (await owner.client.get(f"{address}/deliveries?limit=3&cursor={first['next_cursor']}")).json()
    times = [item["created_at"] for item in first["items"] + second["items"]]
    assert (len(times), times, second["next_cursor"]) == (5, sorted(times, reverse=True), None)
    assert set(first["items"][0]) >= {
        "status",
        "attempts",
        "response_code",
        "response_text",
        "error",
        "event_id",
    }
    assert (await owner.client.get(f"{address}/deliveries?cursor=x")).json()["code"] == "bad_cursor"


async def test_no_api_key_may(running: RunningApp, owner: Member) -> None:
    from app.people.rights import KEY_SCOPES

    key = await owner.client.post("/api/api-keys", json={"name": "Till", "scopes": list(KEY_SCOPES)})
    program = running.new_client(headers={"Authorization": f"Bearer {key.json()['key']}"})
    assert (await program.get("/api/webhooks")).status_code == 403
    assert (await program.post("/api/webhooks", json={"url": URL, "events": EVENTS})).status_code == 403
