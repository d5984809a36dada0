"""What people know about customers; addresses and numbers are sealed and still found (T4)."""

import logging
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from cryptography.fernet import Fernet

from app.contacts import service
from app.contacts.schemas import ContactChange, ContactSearch
from app.platform import clock
from app.platform.crypto import Vault
from app.platform.ids import new_id
from tests.privacy.business import Business, open_business
from tests.support.app import RunningApp

EMAIL, PHONE = "ana.karaduman@example.com", "+905321234567"


@pytest.fixture
async def business(running: RunningApp) -> AsyncIterator[Business]:
    """One business in the whole program."""
    yield await open_business(running)


async def contact(business: Business, name: str = "ana") -> str:
    return str((await business.customer(name, known_since=clock.now())).contact_id)


async def write_down(business: Business, contact_id: str, **details: Any) -> Any:
    answer = await business.owner.client.put(f"/api/contacts/{contact_id}", json=details)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def found(business: Business, **wish: str) -> str | None:
    answer = await business.owner.client.post("/api/contacts/find", json=wish)
    assert answer.status_code in (200, 404), answer.text
    return str(answer.json()["id"]) if answer.status_code == 200 else None


async def test_a_customer_is_found_by_address_and_by_number_however_they_are_written(
    business: Business,
) -> None:
    ana = await contact(business)
    shown = await write_down(business, ana, email=EMAIL, phone="+90 532 123-45-67")
    assert (shown["email"], shown["phone"]) == (EMAIL, PHONE)
    assert (await business.owner.client.get(f"/api/contacts/{ana}")).json() == shown
    assert await found(business, email=" Ana.Karaduman@Example.com ") == ana
    assert await found(business, phone="+90 (532) 123 45 67") == ana
    assert await found(business, email="somebody@example.com") is None


async def test_neither_stands_in_the_database_or_in_the_logs(
    business: Business, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ana = await contact(business)
    await write_down(business, ana, email=EMAIL, phone=PHONE)
    await found(business, email=EMAIL)
    await business.owner.client.post("/api/contacts/find", json={"email": f"{EMAIL} and more"})
    for table in ("contacts", "identities", "audit_entries"):
        for secret in (EMAIL, PHONE, PHONE[1:]):
            at = f"select 1 from {table} t where position($1 in t::text) > 0"
            at += " or position(encode(convert_to($1, 'UTF8'), 'hex') in t::text) > 0"
            assert await business.rows(at, secret) == [], (table, secret)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    assert [line for line in ours if EMAIL in line or PHONE in line] == []


async def test_what_is_taken_away_is_not_found_any_more_and_the_rest_stays(business: Business) -> None:
    ana = await contact(business)
    await write_down(business, ana, email=EMAIL, phone=PHONE)
    shown = await write_down(business, ana, email=None)
    assert (shown["name"], shown["email"], shown["phone"]) == ("ana", None, PHONE)
    assert await found(business, email=EMAIL) is None
    await write_down(business, ana, phone="+493012345678")
    assert (await found(business, phone=PHONE), await found(business, phone="+493012345678")) == (None, ana)


async def test_an_address_two_customers_share_finds_the_one_who_had_it_first(business: Business) -> None:
    ana, ben = await contact(business), await contact(business, "ben")
    await write_down(business, ana, email=EMAIL)
    assert (await write_down(business, ben, email=EMAIL))["email"] == EMAIL
    assert await found(business, email=EMAIL) == ana


async def test_no_other_business_finds_them(business: Business) -> None:
    ana = await contact(business)
    await write_down(business, ana, email=EMAIL)
    other = await open_business(business.running, "other@example.com")
    assert await found(other, email=EMAIL) is None


async def test_they_are_found_with_the_key_of_yesterday(business: Business) -> None:
    """A key is changed by putting a new one first; what was sealed and hashed with the old one is still there."""
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    ana = UUID(await contact(business))
    scope = business.owner.scope
    async with business.running.database.tenant(scope) as db:
        await service.change(db, scope, Vault(old), ana, ContactChange(email=EMAIL))
    async with business.running.database.tenant(scope) as db:
        assert (await service.search(db, Vault(f"{new},{old}"), ContactSearch(email=EMAIL))).email == EMAIL
    async with business.running.database.tenant(scope) as db:
        assert (await service.find(db, Vault(new), ana)).email is None  # the old key was thrown away


@pytest.mark.parametrize(
    "details",
    [
        {"email": "not an address"},
        {"phone": "0532 123 45 67"},
        {"phone": "+12"},
        {"phone": "+1234567890123456"},
        {"phone": "call me"},
        {"name": ""},
        {"name": "a\nb"},
    ],
)
async def test_what_nobody_could_use_is_refused(business: Business, details: dict[str, str]) -> None:
    ana = await contact(business)
    answer = await business.owner.client.put(f"/api/contacts/{ana}", json=details)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize("wish", [{}, {"email": EMAIL, "phone": PHONE}, {"email": None}])
async def test_a_search_names_one_thing(business: Business, wish: dict[str, Any]) -> None:
    assert (await business.owner.client.post("/api/contacts/find", json=wish)).status_code == 422


async def test_a_viewer_reads_and_does_not_write(business: Business) -> None:
    ana = await contact(business)
    viewer = await business.running.new_member(
        "vi@example.com", role="viewer", of=business.owner.workspace_id
    )
    assert (await viewer.client.get(f"/api/contacts/{ana}")).status_code == 200
    assert (await viewer.client.put(f"/api/contacts/{ana}", json={"name": "x"})).status_code == 403
    assert (await viewer.client.get(f"/api/contacts/{new_id()}")).status_code == 404
