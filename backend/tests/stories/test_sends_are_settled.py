"""A send whose end is not known is settled, never guessed (D5), and a provider at fault delays only (D7)."""

import pytest

from tests.support.shop import Shop


async def test_the_echo_settles_a_send_whose_answer_was_lost(shop: Shop) -> None:
    shop.world.faults.drop_answer = 1
    shop.writes("Hello?")
    await shop.answers()
    await shop.until_last(status="sent")
    assert (await shop.conversation())["handled_by"] == "agent"
    assert len(shop.sent_to()) == 1


async def test_the_conversation_list_settles_it_where_no_echo_comes(shop: Shop) -> None:
    shop.world.faults.drop_answer, shop.world.faults.no_echo = 1, True
    shop.writes("Hello?")
    await shop.answers()
    await shop.until_last(status="sending")
    await shop.time_passes("21 seconds")
    await shop.until_last(status="sent")
    assert len(shop.sent_to()) == 1
    [part] = await shop.rows("select network_message_id, attempts from send_parts")
    assert part["network_message_id"] and part["attempts"] == 1


async def test_a_send_that_never_arrived_is_sent_once_more_after_a_minute(shop: Shop) -> None:
    shop.world.faults.drop_request, shop.world.faults.no_echo = 1, True
    shop.model.will_say("Here is your answer.")
    shop.writes("Hello?")
    await shop.until_last(status="sending")
    await shop.time_passes("21 seconds")

    async def looked_once() -> bool:
        [part] = await shop.rows(
            "select settle_after - sending_at > interval '50 seconds' as waits from send_parts"
        )
        return bool(part["waits"])

    await shop.until(looked_once)
    assert shop.sent_to() == []
    await shop.time_passes("61 seconds")
    assert await shop.answers() == ["Here is your answer."]
    await shop.until_last(status="sent")


async def test_where_the_list_cannot_be_read_the_owner_is_told(shop: Shop) -> None:
    shop.world.faults.drop_answer, shop.world.faults.no_echo, shop.world.faults.list_status = 1, True, 500
    shop.writes("Hello?")
    await shop.answers()
    await shop.until_last(status="sending")
    await shop.time_passes("21 seconds")
    unknown = await shop.until_last(status="unknown")
    assert unknown["reason"]["code"] == "send_unknown"
    assert len(shop.sent_to()) == 1


async def test_a_late_echo_still_settles_what_was_unknown(shop: Shop) -> None:
    shop.world.faults.drop_answer, shop.world.faults.no_echo, shop.world.faults.list_status = 1, True, 500
    shop.writes("Hello?")
    [text] = await shop.answers()
    await shop.until_last(status="sending")
    await shop.time_passes("21 seconds")
    await shop.until_last(status="unknown")
    message = next(m for m in shop.world.threads[shop.customer().igsid] if m.text == text)
    shop.world._echo(shop.customer(), message)
    await shop.until_last(status="sent")


async def test_a_rate_limited_send_goes_out_a_little_later(shop: Shop) -> None:
    shop.world.faults.graph_status, shop.world.faults.graph_failures = 429, 1
    shop.model.will_say("Patience.")
    shop.writes("Hello?")
    planned = await shop.until_last(status="planned")
    assert planned["reason"]["text"] == "Instagram asked us to slow down."
    await shop.rows("update send_parts set settle_after = now()")
    assert await shop.answers() == ["Patience."]
    sent = await shop.until_last(status="sent")
    assert sent["reason"] is None


async def test_a_dead_token_is_said_plainly_and_the_account_asks_to_be_linked_again(shop: Shop) -> None:
    shop.world.desk.withdraw(shop.network_account.user_id)
    shop.writes("Hello?")
    failed = await shop.until_last(status="failed")
    assert "Link the account again" in failed["reason"]["text"]
    [account] = (await shop.owner.client.get("/api/instagram/accounts")).json()["items"]
    assert account["health"] == "reconnect"


@pytest.mark.parametrize("failure", ["rate_limited", "broken", "cut"])
async def test_a_model_at_fault_delays_the_answer_and_drops_nothing(shop: Shop, failure: str) -> None:
    if failure == "rate_limited":
        shop.model.will_fail(429, retry_after="30")
    elif failure == "broken":
        shop.model.will_send(b"<html>not json</html>")
    else:
        shop.model.will_cut()
    shop.writes("Hello?")
    waiting = await shop.until_last(status="waiting")
    assert waiting["reason"]["code"].startswith("model_") and waiting["reason"]["text"]
    shop.model.will_say("Sorry for the wait.")
    await shop.rows("update threads set reply_due_at = now() where reply_due_at is not null")
    assert await shop.answers() == ["Sorry for the wait."]
    await shop.until_last(status="sent")
    assert [status for _, status, _ in await shop.said()] == ["answered", "sent"]


async def test_a_model_that_stays_away_ends_in_a_person(shop: Shop) -> None:
    shop.model.will_fail(500)
    shop.writes("Hello?")
    await shop.until_last(status="waiting")
    shop.model.will_fail(500)
    await shop.rows("update threads set reply_due_at = now(), waiting_since = now() - interval '11 minutes'")
    [sorry] = await shop.answers()
    assert "a person from our team" in sorry
    await shop.until_last(status="sent")
    assert (await shop.conversation())["status"] == "escalated"
