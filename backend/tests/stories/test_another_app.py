"""Another app of the business holds a conversation: we read along, and the agent says nothing there (H1, D6)."""

from typing import Any

from sandbox.delivery import encode_body
from tests.support.shop import Shop


async def in_standby(shop: Shop, message: dict[str, Any], *, by: str = "customer", at: int = 0) -> None:
    """Somebody says this while the thread belongs to another app; it stands in the conversation afterwards."""
    account, igsid = shop.network_account.user_id, shop.customer().igsid
    sender, recipient = (igsid, account) if by == "customer" else (account, igsid)
    event = {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": at or shop.world.now()}
    entry = {"id": account, "time": 1, "standby": [event | {"message": message}]}
    assert await shop.sandbox.courier.post(encode_body({"object": "instagram", "entry": [entry]})) == 200

    async def is_read() -> bool:
        return not await shop.rows("select 1 from raw_events where unpacked_at is null")

    await shop.until(is_read)


async def test_the_owner_reads_the_whole_conversation_and_the_agent_answers_only_its_own_part(
    shop: Shop,
) -> None:
    await in_standby(shop, {"mid": "s1", "text": "Is my order ready?"})
    await in_standby(shop, {"mid": "s2", "text": "Yes, come by.", "is_echo": True}, by="account")
    conversation = await shop.conversation()
    customer, other = conversation["messages"]
    assert (customer["status"], customer["reason"]["code"]) == ("silent", "another_app")
    assert customer["reason"]["text"].startswith("Another app of the business holds this conversation")
    assert (other["sender_type"], other["reason"]["code"]) == ("system", "another_app")
    assert conversation["handled_by"] == "agent"
    assert conversation["window_closes_at"] is not None  # a person may answer by hand

    shop.model.will_say("We close at 18:00.")
    shop.writes("And until when are you open?")
    assert await shop.answers() == ["We close at 18:00."]
    await shop.until_last(status="sent")
    assert [(sender, status) for sender, status, _ in await shop.said()] == [
        ("customer", "silent"),
        ("system", "sent"),
        ("customer", "answered"),
        ("assistant", "sent"),
    ]
    assert len(shop.model.requests) == 1
    assert await shop.rows("select 1 from automatic_replies") == []  # nobody is asked what is known


async def test_what_was_said_to_another_app_is_not_answered_when_the_conversation_is_handed_back(
    shop: Shop,
) -> None:
    await in_standby(shop, {"mid": "s1", "text": "Is my order ready?"})
    found = await shop.conversation()
    for what in ("take-over", "hand-back"):
        answer = await shop.owner.client.post(f"/api/chat-history/{found['id']}/{what}")
        assert answer.status_code == 200, answer.text
    [thread] = await shop.rows("select reply_due_at, arrivals from threads")
    assert thread == {"reply_due_at": None, "arrivals": 0}
    assert (await shop.conversation())["messages"][0]["status"] == "silent"


async def test_our_own_answer_is_known_by_its_echo_although_another_app_holds_the_thread_now(
    shop: Shop,
) -> None:
    shop.world.faults.drop_answer, shop.world.faults.no_echo = 1, True
    shop.model.will_say("Noon it is.")
    shop.writes("When?")
    await shop.answers()
    await shop.until_last(status="sending")
    [ours] = [m for m in shop.world.threads[shop.customer().igsid] if m.by == "platform"]
    await in_standby(shop, {"mid": ours.mid, "text": "Noon it is.", "is_echo": True}, by="account")
    assert (await shop.until_last(status="sent"))["content"] == "Noon it is."
    assert len(await shop.said()) == 2


async def test_who_writes_to_another_app_is_not_looked_up(shop: Shop) -> None:
    await in_standby(shop, {"mid": "s1", "text": "Hello there"})
    assert (await shop.conversation())["customer_name"] is None
    assert await shop.rows("select 1 from frontdesk_pgqueuer where entrypoint = 'read_profiles'") == []
    assert await shop.rows("select 1 from identities where profile_asked_at is not null") == []
