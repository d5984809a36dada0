"""A business can leave with all its data: one ZIP, packed in the background, kept for a week, fetched by its owner."""

import asyncio
import io
import json
import zipfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from app.platform import clock
from app.platform.database import Database
from app.platform.ids import new_id
from app.privacy import package, tables, workspace_export
from tests.conftest import MakeDatabase
from tests.privacy.business import Business, open_business

THEN = datetime(2026, 7, 15, 12, tzinfo=UTC)
SECRETS = (b"sealed token", b"a key that only the model host knows")


async def until(business: Business, is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something in our own rows; looked at again whenever the program hints at a change."""
    changed = asyncio.Event()

    async def listen() -> None:
        async for _ in business.running.app.state.hints.stream(business.owner.workspace_id):
            changed.set()

    listening = asyncio.create_task(listen())
    try:
        while not await is_so():
            await changed.wait()
            changed.clear()
    finally:
        listening.cancel()


async def newest(business: Business) -> dict[str, Any]:
    listed = (await business.owner.client.get("/api/workspace/export")).json()["items"]
    return dict(listed[0]) if listed else {}


async def ready(business: Business) -> dict[str, Any]:
    """Ask for a package, and wait until it can be fetched."""
    asked = await business.owner.client.post("/api/workspace/export")
    assert (asked.status_code, asked.json()["status"]) == (202, "queued")

    async def is_ready() -> bool:
        return bool((await newest(business))["status"] == "ready")

    await until(business, is_ready)
    return await newest(business)


async def fetch(business: Business, export: dict[str, Any]) -> zipfile.ZipFile:
    answer = await business.owner.client.get(f"/api/workspace/export/{export['id']}/download")
    assert answer.status_code == 200, answer.text
    assert len(answer.content) == export["byte_size"] == int(answer.headers["content-length"])
    return zipfile.ZipFile(io.BytesIO(answer.content))


def lines(packed: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in packed.read(name).splitlines()]


@pytest.fixture
async def full(business: Business) -> Business:
    """A business with an agent, a document and two customers."""
    client = business.owner.client
    agent = (await client.post("/api/agents", json={"name": "Luna"})).json()["id"]
    config = {"provider": "openai", "api_key": SECRETS[1].decode()}
    assert (await client.put(f"/api/agents/{agent}/llm-config", json=config)).status_code == 200
    text = {"title": "Prices", "text": "A haircut is 48 euros."}
    assert (await client.post(f"/api/agents/{agent}/documents/text", json=text)).status_code == 202
    for name in ("ana", "ben"):
        customer = await business.customer(name, known_since=THEN)
        await business.conversation(customer, f"the words of {name}", at=THEN)
    [ana] = await business.rows("select id from contacts where name = 'ana'")
    await client.put(
        f"/api/contacts/{ana['id']}", json={"email": "ana@example.com", "phone": "+905321234567"}
    )

    async def is_read() -> bool:
        [document] = (await client.get(f"/api/agents/{agent}/documents")).json()["items"]
        return bool(document["status"] == "ready")

    await until(business, is_read)
    return business


async def test_the_package_holds_everything_of_the_business_and_nothing_of_another(full: Business) -> None:
    other = await open_business(full.running, "other@example.com")
    stranger = await other.customer("eve", known_since=THEN)
    await other.conversation(stranger, "the words of eve", at=THEN)

    packed = await fetch(full, await ready(full))

    assert packed.testzip() is None
    names = set(packed.namelist())
    assert {f"{table}.jsonl" for table in ("agents", "accounts", "chunks", "turns", "audit_entries")} <= names
    assert {m["content"] for m in lines(packed, "messages.jsonl")} == {
        "the words of ana", "About: the words of ana", "the words of ben", "About: the words of ben",
    }  # fmt: skip
    by_name = {c["name"]: c for c in lines(packed, "contacts.jsonl")}
    assert (by_name["ana"]["email"], by_name["ana"]["phone"]) == ("ana@example.com", "+905321234567")
    assert (by_name["ben"]["email"], by_name["ben"]["phone"]) == (None, None)
    [document] = lines(packed, "documents.jsonl")
    assert packed.read(f"documents/{document['id']}.txt") == b"A haircut is 48 euros."
    assert json.loads(packed.read("workspace.json"))["id"] == str(full.owner.workspace_id)
    assert [person["role"] for person in lines(packed, "people.jsonl")] == ["owner"]
    everything = b"".join(packed.read(name) for name in names)
    assert b"words of eve" not in everything and str(stranger.contact_id).encode() not in everything
    assert [secret for secret in SECRETS if secret in everything] == []


async def test_every_table_of_a_business_is_in_the_package_unless_it_is_the_package(
    business: Business,
) -> None:
    """A table that somebody adds is handed out without anybody remembering it, and its secrets are not."""
    async with tables.snapshot(business.running.database, business.owner.workspace_id) as connection:
        handed_out = {rows.table: set(rows.columns) for rows in await tables.of_workspace(connection)}
    all_of_them = await business.rows(
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'"
        " where c.relkind = 'r' and has_any_column_privilege('frontdesk_tenant', c.oid, 'select')"
    )
    assert {row["relname"] for row in all_of_them} - handed_out.keys() == {
        "document_originals", "chunk_vectors", "workspace_exports", "workspace_export_pieces",
    }  # fmt: skip
    columns = set().union(*handed_out.values())
    assert not {c for c in columns if c.endswith(("_encrypted", "_hash", "_hmac", "_secret"))}


async def test_a_column_that_is_named_like_a_secret_stays_here(make_database: MakeDatabase) -> None:
    """Sealed columns are bytes and never leave; this is for who forgets to seal."""
    url = await make_database()
    owner = await asyncpg.connect(url.replace("frontdesk@", "postgres@"))
    await owner.execute(
        "create table tills (workspace_id uuid, name text, pin_secret text, api_token text);"
        "grant select on tills to frontdesk_tenant"
    )
    await owner.close()
    database = Database(url, pool_size=1)
    await database.open()
    async with tables.snapshot(database, new_id()) as connection:
        [tills] = [rows for rows in await tables.of_workspace(connection) if rows.table == "tills"]
    await database.close()
    assert tills.columns == ("workspace_id", "name")


async def test_a_large_package_is_kept_in_pieces(full: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "PIECE", 500)
    export = await ready(full)
    assert await full.count("workspace_export_pieces") == -(-export["byte_size"] // 500) > 5
    assert (await fetch(full, export)).testzip() is None


async def test_while_one_is_made_nobody_gets_a_second(business: Business) -> None:
    client = business.owner.client
    first, second = [(await client.post("/api/workspace/export")).json()["id"] for _ in range(2)]
    assert first == second

    async def is_ready() -> bool:
        return bool((await newest(business))["status"] == "ready")

    await until(business, is_ready)
    assert (await client.post("/api/workspace/export")).json()["id"] != first


async def test_what_is_not_ready_cannot_be_fetched_and_after_a_week_it_is_gone(full: Business) -> None:
    export = await ready(full)
    path = f"/api/workspace/export/{export['id']}/download"
    await full.rows("update workspace_exports set status = 'working'")
    assert (await full.owner.client.get(path)).json()["code"] == "export_not_ready"
    await full.rows("update workspace_exports set status = 'ready', expires_at = now()")
    assert (await full.owner.client.get(path)).status_code == 404
    assert await newest(full) == {}
    await workspace_export.forget_expired(full.running.database, now=clock.now() + timedelta(seconds=1))
    assert await full.count("workspace_export_pieces") == 0


async def test_a_package_with_somebody_who_is_erased_is_gone(full: Business) -> None:
    await ready(full)
    [ana] = await full.rows("select id from contacts where name = 'ana'")
    erased = await full.owner.client.request(
        "DELETE", f"/api/contacts/{ana['id']}", json={"confirmation": "erase"}
    )
    assert erased.status_code == 204
    assert await full.count("workspace_exports") == await full.count("workspace_export_pieces") == 0


async def test_an_erase_while_it_is_packed_makes_it_start_again(
    full: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    [ana] = await full.rows("select id from contacts where name = 'ana'")
    business_line = workspace_export._BUSINESS
    fill = workspace_export._Packing._fill

    async def fill_while_ana_is_erased(self: Any, connection: Any, packed: Any) -> None:
        assert await connection.fetchval(business_line)  # the view is taken
        path = f"/api/contacts/{ana['id']}"
        await full.owner.client.request("DELETE", path, json={"confirmation": "erase"})
        await fill(self, connection, packed)

    monkeypatch.setattr(workspace_export._Packing, "_fill", fill_while_ana_is_erased)
    packed = await fetch(full, await ready(full))
    assert {c["name"] for c in lines(packed, "contacts.jsonl")} == {"ben"}


async def test_a_package_that_cannot_be_made_says_so(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(workspace_export._Packing, "_fill", fail)
    assert (await business.owner.client.post("/api/workspace/export")).status_code == 202

    async def has_failed() -> bool:
        return bool((await newest(business))["status"] == "failed")

    await until(business, has_failed)


async def test_only_owners_leave_with_the_data(business: Business) -> None:
    admin = await business.running.new_member("ada@example.com", role="admin", of=business.owner.workspace_id)
    export = (await business.owner.client.post("/api/workspace/export")).json()
    for answer in (
        await admin.client.post("/api/workspace/export"),
        await admin.client.get("/api/workspace/export"),
        await admin.client.get(f"/api/workspace/export/{export['id']}/download"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
