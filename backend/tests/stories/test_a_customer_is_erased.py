"""A customer can be handed out and erased in one action each, and does not come back by any door (T5)."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from app.platform.ids import new_id
from app.privacy import erasing, replay
from sandbox.state import Customer
from tests.support.shop import APP_SECRET, Shop

# Not all of them are words: whatever says who she is.
ANA = {
    "message": "my sister Zerrin marries in the blue mosque",
    "answer": "Congratulations to Zerrin",
    "praise": "the kindest hands of Kadikoy",
    "summary": "wants bridal hair for Zerrin",
    "comment": "do you do veils for Zerrin",
    "name": "Ana Karaduman",
    "email": "ana.karaduman@example.com",
    "phone": "+905321234567",
}
BEN = "Ben asks what a beard costs"


async def where_it_stands(shop: Shop, text: str) -> set[str]:
    """The tables in which this text stands, in any column: as text, or in bytes."""
    tables = await shop.rows(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        " and relname <> 'alembic_version'"
    )
    found = set()
    for table in (row["relname"] for row in tables):
        rows = await shop.rows(
            f"select count(*) as n from {table} t where position(lower($1) in lower(t::text)) > 0"
            f" or position(encode(convert_to($1, 'UTF8'), 'hex') in t::text) > 0",
            text,
        )
        if rows[0]["n"]:
            found.add(table)
    return found


async def together(shop: Shop, *lines: tuple[Customer, str]) -> None:
    """One webhook body with the lines of several customers."""
    account = shop.network_account.user_id
    items = []
    for customer, text in lines:
        message = shop.world.add(customer, "customer", text)
        items.append(
            {
                "sender": {"id": customer.igsid},
                "recipient": {"id": account},
                "timestamp": message.at,
                "message": {"mid": message.mid, "text": text},
            }
        )
    comment = {"field": "comments", "value": {"id": f"c-{new_id()}", "text": ANA["comment"],
               "from": {"id": shop.customer("ana").igsid, "username": "ana"}}}  # fmt: skip
    entries = [
        {"id": account, "time": 1, "messaging": items},
        {"id": account, "time": 1, "changes": [comment]},
    ]
    body = json.dumps({"object": "instagram", "entry": entries}).encode()
    signature = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    answer = await shop.running.client.post(
        "/webhook", content=body, headers={"X-Hub-Signature-256": f"sha256={signature}"}
    )
    assert answer.status_code == 200


@pytest.fixture
async def ana_is_known(shop: Shop) -> str:
    """Ana has written, praised, asked for a person, commented; somebody wrote down how to reach her. Her id."""
    shop.model.will_call("collect_compliment", content=ANA["praise"])
    shop.model.will_call_all(
        ("ask_a_person", {"reason": "bridal", "summary": ANA["summary"]}), text=ANA["answer"]
    )
    await together(shop, (shop.customer("ana"), ANA["message"]))
    await shop.answers()
    await shop.until_last(status="sent")
    await together(shop, (shop.customer("ben"), BEN), (shop.customer("ana"), "and " + ANA["message"]))
    await shop.answers(customer="ben")
    await shop.until_last(status="sent", customer="ben")
    contact_id: str = (await shop.conversation())["contact_id"]
    details = {"name": ANA["name"], "email": ANA["email"], "phone": ANA["phone"]}
    answer = await shop.owner.client.put(f"/api/contacts/{contact_id}", json=details)
    assert answer.status_code == 200, answer.text
    return contact_id


async def erase(shop: Shop, contact_id: str) -> None:
    """Erase, and wait until the stored bodies are done too."""
    answer = await shop.owner.client.request(
        "DELETE", f"/api/contacts/{contact_id}", json={"confirmation": "erase"}
    )
    assert answer.status_code == 204, answer.text
    async with asyncio.timeout(10):
        while not (await shop.rows("select from erasures where finished_at is not null")):
            await asyncio.sleep(0.05)


def texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_of(inner)


async def test_everything_about_a_customer_is_handed_out_and_nothing_about_another(
    shop: Shop, ana_is_known: str
) -> None:
    answer = await shop.owner.client.post(f"/api/contacts/{ana_is_known}/export")

    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="contact-{ana_is_known}.json"'
    document = answer.json()
    said = " ".join(texts_of(document))
    assert [each for each, text in ANA.items() if text not in said] == []
    assert BEN not in said and shop.customer("ben").igsid not in said
    [contact] = document["contacts"]
    assert (contact["email"], contact["phone"]) == (ANA["email"], ANA["phone"])
    assert {"identities", "threads", "conversations", "messages", "turns", "send_parts", "escalations",
            "compliments", "comments"} <= document.keys()  # fmt: skip
    own_words = {m["content"] for m in document["messages"] if m["sender_type"] == "customer"}
    raw = [entry["event"].get("message", {}).get("text") for entry in document["raw_events"]]
    assert own_words <= {*raw}


async def test_after_an_erase_nothing_of_the_customer_stands_anywhere(shop: Shop, ana_is_known: str) -> None:
    """Every table, every column; and whoever wrote in the same webhook loses nothing."""
    document = (await shop.owner.client.post(f"/api/contacts/{ana_is_known}/export")).json()
    network_id = shop.customer("ana").igsid
    hers = set(ANA.values()) | {network_id}
    hers |= {m["content"] for m in document["messages"] if m["content"]}
    assert {text for text in hers if not await where_it_stands(shop, text)} == {ANA["email"], ANA["phone"]}
    of_ben = await where_it_stands(shop, f'"{BEN}"')
    assert "raw_events" in of_ben  # in one body with hers

    await erase(shop, ana_is_known)

    assert {text: await where_it_stands(shop, text) for text in hers} == {text: set() for text in hers}
    assert await where_it_stands(shop, f'"{BEN}"') == of_ben
    assert await where_it_stands(shop, BEN) >= {"messages", "raw_events"}
    gone = await shop.owner.client.get(f"/api/contacts/{ana_is_known}")
    assert gone.status_code == 404
    assert await where_it_stands(shop, ana_is_known) == {"audit_entries", "erasures"}
    [entry] = (await shop.owner.client.get("/api/audit?what=contact&who=people&limit=1")).json()["items"]
    assert (entry["action"], entry["actor"]["id"]) == ("contact.erased", str(shop.owner.user_id))


async def test_who_writes_again_is_a_new_customer(shop: Shop, ana_is_known: str) -> None:
    await erase(shop, ana_is_known)

    shop.writes("Hello, are you open?")
    await shop.answers(2)
    await shop.until_last(status="sent")

    conversation = await shop.conversation()
    assert conversation["contact_id"] != ana_is_known
    assert [m["content"] for m in conversation["messages"] if m["sender_type"] == "customer"] == [
        "Hello, are you open?"
    ]


async def test_erasing_again_is_harmless_and_a_stranger_to_the_business_does_not_exist(
    shop: Shop, ana_is_known: str
) -> None:
    await erase(shop, ana_is_known)
    await erase(shop, ana_is_known)
    unknown = await shop.owner.client.request(
        "DELETE", f"/api/contacts/{new_id()}", json={"confirmation": "erase"}
    )
    assert unknown.status_code == 404
    assert len(await shop.rows("select from erasures")) == 1


@pytest.mark.parametrize("body", [None, {}, {"confirmation": "yes"}])
async def test_without_the_word_nothing_is_erased(
    shop: Shop, ana_is_known: str, body: dict[str, str] | None
) -> None:
    answer = await shop.owner.client.request("DELETE", f"/api/contacts/{ana_is_known}", json=body)
    assert answer.status_code == 422
    assert (await shop.owner.client.get(f"/api/contacts/{ana_is_known}")).status_code == 200


async def test_only_owners_and_admins_hand_out_and_erase(shop: Shop, ana_is_known: str) -> None:
    teammate = await shop.running.new_member("tom@example.com", role="teammate", of=shop.owner.workspace_id)
    path = f"/api/contacts/{ana_is_known}"
    assert (await teammate.client.post(f"{path}/export")).status_code == 403
    erased = await teammate.client.request("DELETE", path, json={"confirmation": "erase"})
    assert erased.status_code == 403
    assert (await teammate.client.get(path)).status_code == 200


async def test_a_customer_who_is_erased_while_the_model_thinks_gets_no_answer(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    release = shop.model.will_hang("Zerrin's answer")
    shop.writes("something about Zerrin")
    await shop.model.request(1)
    contact_id = (await shop.conversation())["contact_id"]

    await erase(shop, contact_id)
    release.set()
    shop.writes("Hello again")
    await shop.answers()

    assert shop.sent_to() == ["You said: Hello again"]
    assert await where_it_stands(shop, "Zerrin") == set()
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_message_that_waits_to_be_unpacked_is_erased_with_its_customer(
    shop: Shop, ana_is_known: str
) -> None:
    """It was written before, so it makes nobody new."""
    body = json.dumps({"object": "instagram", "entry": [{"id": shop.network_account.user_id, "messaging": [
        {"sender": {"id": shop.customer("ana").igsid}, "recipient": {"id": shop.network_account.user_id},
         "timestamp": 1, "message": {"mid": "waits", "text": "late words"}}]}]}).encode()  # fmt: skip
    await shop.rows(
        "insert into raw_events (source, body, not_before) values ('meta', $1, now() + interval '1 hour')",
        body,
    )

    # The rows alone: what looks through all bodies comes later, and must not come too late.
    async with shop.running.database.crossing.acquire() as connection, connection.transaction():
        await erasing._erase_rows(connection, shop.owner.workspace_id, UUID(ana_is_known), None)
    await shop.rows("update raw_events set not_before = null")
    shop.writes("something to unpack", customer="ben")
    await shop.answers(2, customer="ben")

    assert await where_it_stands(shop, "late words") == set()
    assert (await shop.conversation())["messages"] == []


async def test_the_echo_of_an_answer_that_comes_after_the_erase_makes_nobody(shop: Shop) -> None:
    shop.world.faults.no_echo = True
    shop.writes("Hello")
    await shop.answers()
    await shop.until_last(status="sent")
    contact_id = (await shop.conversation())["contact_id"]
    answer = next(m for m in shop.world.threads[shop.customer().igsid] if m.by == "platform")

    await erase(shop, contact_id)
    shop.world._echo(shop.customer(), answer)
    shop.writes("Hello", customer="ben")
    await shop.answers(customer="ben")

    assert (await shop.conversation())["messages"] == []


async def test_after_a_restore_the_erased_are_erased_again(shop: Shop, ana_is_known: str) -> None:
    """The list comes from outside: the backup knows nothing of an erase that came after it."""
    kept = ["accounts", "contacts", "identities", "threads", "conversations", "messages", "raw_events"]
    backup = {table: await shop.rows(f"select row_to_json(t)::text as row from {table} t") for table in kept}
    await erase(shop, ana_is_known)
    lines = [line async for line in replay.erasures(shop.running.database)]
    assert len(lines) == 1 and ANA["name"] not in lines[0] and shop.customer("ana").igsid not in lines[0]

    await shop.rows("delete from erasures")
    for table in kept:
        forced = "overriding system value" if table == "raw_events" else ""
        names = await writable(shop, table)
        for each in backup[table]:
            await shop.rows(
                f"insert into {table} ({names}) {forced} select {names}"
                f" from json_populate_record(null::{table}, $1::json) on conflict do nothing",
                strip(each["row"]),
            )
    assert await where_it_stands(shop, ANA["message"]) >= {"messages", "raw_events"}

    assert await replay.replay(shop.running.database, lines) == (1, 1)

    assert await where_it_stands(shop, ANA["message"]) == set()
    assert await where_it_stands(shop, BEN) >= {"messages", "raw_events"}
    assert await replay.replay(shop.running.database, lines) == (1, 0)
    with pytest.raises(replay.BadList):
        await replay.replay(shop.running.database, ["not a line of it"])


def strip(row: str) -> str:
    """Turns are not restored here, so nothing may point at them."""
    return json.dumps(json.loads(row) | {"turn_id": None})


async def writable(shop: Shop, table: str) -> str:
    rows = await shop.rows(
        "select column_name from information_schema.columns where table_name = $1 and is_generated = 'NEVER'",
        table,
    )
    return ", ".join(row["column_name"] for row in rows)
