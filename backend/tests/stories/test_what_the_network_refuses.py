"""The network says no, and why: each reason has its own right thing to do (D5, D6, D7, D8, H1)."""

import time
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from app.inbox import outgoing
from sandbox.state import Refusal
from tests.accounts.desk import Browser
from tests.support.shop import Shop


def refuse(shop: Shop, refusal: Refusal | None, *, pause_seconds: int = 30) -> None:
    """From now on the network takes nothing for this reason; None: it takes everything."""
    shop.world.faults.refusal, shop.world.faults.pause_seconds = refusal, pause_seconds


def asked(shop: Shop, customer: str = "ana") -> list[str]:
    """What became of every message that the network was asked to bring to this customer."""
    igsid = shop.customer(customer).igsid
    return [s.outcome for s in shop.world.sends if s.customer_id == igsid and not s.sender_action]


async def health(shop: Shop) -> str:
    """The account's, as its owner sees it."""
    [account] = (await shop.owner.client.get("/api/instagram/accounts")).json()["items"]
    return str(account["health"])


async def is_over(shop: Shop, message: dict[str, Any]) -> None:
    """Nothing of this message waits to go out, however much time passes."""
    parts = await shop.rows(
        "select status, attempts, settle_after from send_parts where message_id::text = $1", message["id"]
    )
    assert parts == [{"status": "failed", "attempts": 1, "settle_after": None}]


# -- left to people ----------------------------------------------------------------------------------------


async def test_a_conversation_that_another_app_holds_is_left_to_people(shop: Shop) -> None:
    """H1: like a person who replied."""
    refuse(shop, "another_app")
    shop.writes("Hello?")
    failed = await shop.until_last(status="failed")
    assert failed["reason"]["text"] == "Another app of the business holds this conversation."
    await is_over(shop, failed)
    conversation = await shop.conversation()
    assert conversation["handled_by"] == "people" and conversation["paused_until"] is not None
    assert await health(shop) == "ok"

    refuse(shop, None)
    shop.writes("Is anybody there?")
    silent = await shop.until_last(status="silent")
    assert silent["reason"]["code"] == "people_handle"
    assert asked(shop) == ["refused"]
    shop.writes("Do you do curls?", customer="ben")
    assert len(await shop.answers(customer="ben")) == 1


async def test_when_the_other_app_is_done_the_agent_answers_what_is_open(shop: Shop) -> None:
    refuse(shop, "another_app")
    shop.writes("Hello?")
    await shop.until_last(status="failed")
    shop.writes("How much is a haircut?")
    await shop.until_last(status="silent")
    refuse(shop, None)
    shop.model.will_say("It is €48.")
    conversation = await shop.conversation()
    answer = await shop.owner.client.post(f"/api/chat-history/{conversation['id']}/hand-back")
    assert answer.status_code == 200
    assert await shop.answers() == ["It is €48."]
    await shop.until_last(status="sent")
    assert asked(shop) == ["refused", "accepted"]


async def test_another_app_that_steps_in_while_typing_is_shown_stops_no_turn(shop: Shop) -> None:
    """The sign of typing is refused, and nobody minds; the other app lets go before the answer."""
    release = shop.model.will_hang("Here I am.")
    refuse(shop, "another_app")
    shop.writes("Hello?")
    await shop.world.until(lambda: any(send.outcome == "refused" for send in shop.world.sends))
    refuse(shop, None)
    release.set()
    assert await shop.answers() == ["Here I am."]
    await shop.until_last(status="sent")
    assert (await shop.conversation())["handled_by"] == "agent"


# -- final for this message --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        ("person_unavailable", "this customer cannot receive messages at the moment"),
        ("window_closed", "The customer last wrote more than 24 hours ago"),
    ],
)
async def test_what_this_customer_cannot_get_is_final_and_said_in_plain_words(
    shop: Shop, refusal: Refusal, words: str
) -> None:
    """D6, D8: this message only. The agent, the account and the customer's next line are as well as before."""
    refuse(shop, refusal)
    shop.writes("Hello?")
    failed = await shop.until_last(status="failed")
    assert words in failed["reason"]["text"]
    await is_over(shop, failed)
    assert (await shop.conversation())["handled_by"] == "agent"
    assert await health(shop) == "ok"

    refuse(shop, None)
    shop.model.will_say("Good to hear from you.")
    shop.writes("I am back")
    assert await shop.answers() == ["Good to hear from you."]
    await shop.until_last(status="sent")
    assert asked(shop) == ["refused", "accepted"]


# -- later, and once ---------------------------------------------------------------------------------------


async def test_a_network_that_names_a_pause_is_asked_again_after_it_and_once(shop: Shop) -> None:
    """D7: nobody moves a clock here."""
    refuse(shop, "too_fast", pause_seconds=3)
    shop.model.will_say("Patience.")
    shop.writes("Hello?")
    planned = await shop.until_last(status="planned")
    assert planned["reason"]["text"] == "Instagram asked us to slow down."
    refuse(shop, None)
    assert await shop.answers() == ["Patience."]
    sent = await shop.until_last(status="sent")
    assert sent["reason"] is None
    refused, accepted = [send for send in shop.world.sends if not send.sender_action]
    assert (refused.status, accepted.status) == (429, 200)
    assert accepted.at - refused.at >= 3000


async def test_a_spent_account_asks_for_nobody_until_its_usage_is_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D7: the pause in the usage header holds for all of the account's customers, and then each is answered once."""
    later = 0.0
    monkeypatch.setattr(outgoing, "time", SimpleNamespace(monotonic=lambda: time.monotonic() + later))
    refuse(shop, "usage_spent", pause_seconds=120)
    shop.writes("Hello?")
    await shop.until_last(status="planned")
    shop.writes("Anybody?", customer="ben")
    waits = await shop.until_last(status="planned", customer="ben")
    assert waits["reason"]["text"] == "This account already sends as fast as the network lets it."
    assert (asked(shop), asked(shop, "ben")) == (["refused"], [])
    pauses = await shop.rows("select extract(epoch from settle_after - now())::int as s from send_parts")
    assert all(110 < row["s"] <= 150 for row in pauses), pauses

    refuse(shop, None)
    later = 120.0
    await shop.time_passes("150 seconds")
    for customer, calls in (("ana", ["refused", "accepted"]), ("ben", ["accepted"])):
        assert len(await shop.answers(customer=customer)) == 1
        await shop.until_last(status="sent", customer=customer)
        assert asked(shop, customer) == calls


# -- the account is unwell ---------------------------------------------------------------------------------


async def test_a_restricted_account_says_so_and_asks_for_nothing_more(shop: Shop) -> None:
    """D6: going on would make it worse."""
    refuse(shop, "restricted")
    shop.writes("Hello?")
    failed = await shop.until_last(status="failed")
    assert failed["reason"]["text"].startswith("Instagram has restricted this account.")
    await is_over(shop, failed)
    assert await health(shop) == "restricted"

    shop.writes("Anybody?", customer="ben")
    silent = await shop.until_last(status="silent", customer="ben")
    assert silent["reason"]["code"] == "account_unwell" and silent["reason"]["text"]
    assert (asked(shop), asked(shop, "ben")) == (["refused"], [])


async def test_an_account_without_message_access_names_the_switch_and_works_again_once_linked(
    shop: Shop,
) -> None:
    """D6, D7: what comes meanwhile is kept, and answered once when the owner has linked the account again."""
    refuse(shop, "access_off")
    shop.writes("Hello?")
    failed = await shop.until_last(status="failed")
    assert "Connected tools > Allow access to messages" in failed["reason"]["text"]
    await is_over(shop, failed)
    assert await health(shop) == "reconnect"
    shop.writes("How much is a haircut?")
    silent = await shop.until_last(status="silent")
    assert silent["reason"]["code"] == "account_unwell"
    assert asked(shop) == ["refused"]

    refuse(shop, None)
    shop.model.will_say("It is €48.")
    await link_again(shop)
    assert await health(shop) == "ok"
    assert await shop.answers() == ["It is €48."]
    await shop.until_last(status="sent")
    assert asked(shop) == ["refused", "accepted"]


async def link_again(shop: Shop) -> None:
    """The owner's whole way through the browser."""
    browser = Browser(shop.running.new_client(), shop.owner)
    wanted = await browser.begin()
    form = {name: wanted[name] for name in ("client_id", "redirect_uri", "scope", "state")}
    consent = form | {"account": shop.network_account.username, "decision": "allow"}
    async with httpx.AsyncClient() as instagram:
        answer = await instagram.post(f"{shop.sandbox.url}/oauth/authorize", data=consent)
    assert "linked" in await browser.come_back(answer.headers["location"].partition("#")[0])
