"""Every recorded shape, delivered twice through the real webhook, has its expected effect once (D1, D2, D6).

One shop for all of them; each shape has a customer of its own, who has asked one question and got an answer a minute
ago. In the payload files `mid.first-line` is that question, `mid.our-answer` our answer to it.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support.app import development_settings
from tests.support.postgres import TestServer
from tests.support.shop import Shop, hire_agent, link_account, open_shop

PAYLOADS = Path(__file__).parents[1] / "channels" / "instagram" / "payloads"
NAMES = sorted(path.stem for path in PAYLOADS.glob("*.json"))
NOW_MS, NOW_S, SOON_AFTER_THE_QUESTION = b"1700000000000", b"1700000000", b"1699999942000"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a shape does. `lines`: what is added to the conversation, as (sender, kind, status, content)."""

    lines: tuple[tuple[str, str, str, str], ...] = ()
    answers: int = 0
    because: str = ""
    """Part of the reason why the event was ignored or came to nothing."""
    so: Callable[["Delivered"], bool] = lambda _: True
    """What else is so."""


@dataclass(slots=True)
class Delivered:
    """What our tables hold after a shape came twice."""

    messages: list[Row]
    events: list[Row]
    thread: Row
    parts: list[Row]
    comments: list[Row]
    health: str
    model_read: list[str]

    @property
    def question(self) -> Row:
        return self.messages[0]

    @property
    def answer(self) -> Row:
        return self.messages[1]

    @property
    def new(self) -> list[Row]:
        """The lines since our answer."""
        return self.messages[2:]


def asked(text: str, *parts: str, context: dict[str, Any] | None = None) -> Effect:
    """A line of text that was answered once."""

    def so(found: Delivered) -> bool:
        line = found.new[0]
        kinds = [part["type"] for part in json.loads(line["parts"])]
        return kinds == list(parts) and (context is None or json.loads(line["context"]) == context)

    return Effect((("customer", "text", "answered", text),), answers=1, so=so)


def showed(part: str, **values: Any) -> Effect:
    """Something without text: one honest line for it."""

    def so(found: Delivered) -> bool:
        [kept] = json.loads(found.new[0]["parts"])
        return bool(kept["type"] == part and all(kept[name] == value for name, value in values.items()))

    return Effect((("customer", "media", "answered", ""),), answers=1, so=so)


def ignored(because: str) -> Effect:
    return Effect(because=because)


def read_along(sender: str, status: str, text: str) -> Effect:
    """A line while another app holds the thread: kept with the reason, and the agent stays where it was."""

    def so(found: Delivered) -> bool:
        thread, line = found.thread, found.new[0]
        return bool(
            line["reason_code"] == "another_app"
            and line["reason_text"]
            and (thread["handled_by"], thread["reply_due_at"]) == ("agent", None)
        )

    return Effect(((sender, "text", status, text),), so=so)


def is_erased(message: Row) -> bool:
    return message["content"] == "" and message["deleted_at"] is not None


EFFECTS: dict[str, Effect] = {
    "a_text": asked("Are you open on Saturday?"),
    "a_quick_reply_was_tapped": asked("Opening hours", context={"payload": "QR_HOURS"}),
    "an_ice_breaker_was_tapped": asked("What does a cut cost?", context={"payload": "ICE_PRICES"}),
    "an_old_menu_item_was_tapped": asked("Find us", context={"payload": "MENU_2019_MAP"}),
    "a_photo": showed("image"),
    "a_photo_and_a_video_with_a_question": asked("Can you do this?", "image", "video"),
    "a_voice_message": showed("audio"),
    "a_post_was_shared": showed("ig_post", title="Summer curls"),
    "a_reel_was_shared": showed("ig_reel", url="https://www.instagram.example/reel/abc/"),
    "an_old_share": showed("share"),
    "a_photo_that_disappears": showed("ephemeral", url=None),
    "something_unsupported": showed("unsupported"),
    "an_attachment_of_an_unknown_type": showed("hologram", url=None),
    "an_attachment_that_is_a_string": showed("fallback", title="A map", url="https://maps.example/luna"),
    "a_heart": Effect((("customer", "media", "silent", ""),)),
    "a_story_mention": showed("story_mention"),
    "a_story_reply": asked("How much is this colour?"),
    "a_reply_to_our_answer": asked("And for children?"),
    "a_text_from_an_ad": asked("Is the offer still on?"),
    "a_reaction_to_our_answer": Effect(so=lambda found: found.answer["reaction"] == "❤"),
    "a_reaction_was_taken_back": Effect(so=lambda found: found.answer["reaction"] is None),
    "an_edit_notice_before_its_message": asked("Do you cut fringes?"),
    "an_edit_after_the_answer": Effect(
        so=lambda found: (
            found.question["content"] == "How much is a haircut for two?"
            and bool(found.question["edited_at"])
        )
    ),
    "an_edit_before_the_answer": Effect(
        (("customer", "text", "answered", "Are you open on Sunday?"),),
        answers=1,
        so=lambda found: (
            "Are you open on Sunday?" in found.model_read and "Are you open on Sundy?" not in found.model_read
        ),
    ),
    "two_edits_in_the_wrong_order": Effect((("customer", "text", "answered", "three"),), answers=1),
    "an_edit_that_overtook_its_message": Effect(
        (("customer", "text", "answered", "Do you sell gift cards?"),), answers=1
    ),
    "an_edit_of_a_message_nobody_has": ignored("never arrived"),
    "taken_back_after_the_answer": Effect(
        so=lambda found: is_erased(found.question) and found.question["status"] == "answered"
    ),
    "taken_back_before_the_answer": Effect(
        (("customer", "text", "silent", ""),),
        so=lambda found: is_erased(found.new[0]) and found.new[0]["reason_code"] == "taken_back",
    ),
    "taken_back_before_it_arrived": ignored("taken back before it arrived"),
    "our_answer_was_taken_back": Effect(
        so=lambda found: is_erased(found.answer) and [part["text"] for part in found.parts] == [""]
    ),
    "our_answer_was_seen": Effect(so=lambda found: found.answer["status"] == "read"),
    "everything_was_seen_up_to_a_time": Effect(so=lambda found: found.answer["status"] == "read"),
    "our_answer_was_delivered": Effect(so=lambda found: found.answer["status"] == "delivered"),
    "a_link_was_followed": Effect(
        so=lambda found: json.loads(found.thread["referral"]) == {"ref": "flyer", "source": "SHORTLINK"}
    ),
    "a_message_in_standby": read_along("customer", "silent", "For the other app"),
    "a_tap_in_standby": read_along("customer", "silent", "Opening hours"),
    "an_echo_in_standby": read_along("system", "sent", "The other app says"),
    "taken_back_in_standby": Effect(
        (("customer", "text", "silent", ""),),
        so=lambda found: is_erased(found.new[0]) and found.new[0]["reason_code"] == "another_app",
    ),
    "another_app_took_the_thread": Effect(so=lambda found: found.thread["handled_by"] == "people"),
    "another_app_passed_the_thread": Effect(so=lambda found: found.thread["handled_by"] == "agent"),
    "another_app_asks_for_the_thread": Effect(so=lambda found: found.thread["handled_by"] == "agent"),
    "a_comment": Effect(so=lambda found: [c["content"] for c in found.comments] == ["price?"]),
    "a_comment_as_documented": Effect(so=lambda found: len(found.comments) == 1),
    "a_comment_beside_the_entry": Effect(so=lambda found: len(found.comments) == 1),
    "our_own_comment": ignored("own comment"),
    "a_comment_in_a_live_video": ignored("live_comments"),
    "a_mention_in_a_caption": ignored("mentions"),
    "the_dashboards_test_button": ignored("test button"),
    "a_policy_block": Effect(because="block: Too many", so=lambda found: found.health == "restricted"),
    "a_batch_over_two_accounts": Effect(
        (("customer", "text", "answered", "First"), ("customer", "text", "answered", "Second")), answers=1
    ),
    "ids_as_numbers_and_time_in_seconds": asked("Ids are numbers here"),
    "time_as_text": asked("Time is text here"),
    "no_time_at_all": asked("No time here"),
    "no_sender": ignored("no sender"),
    "a_list_at_the_top": asked("In a list"),
    "strings_where_objects_are_expected": asked("I am still readable"),
    "an_entry_with_nothing_in_it": Effect(),
    "a_person_answers_in_the_app": Effect(
        (("human", "text", "sent", "Hello, this is Sofia herself."),),
        so=lambda found: found.thread["handled_by"] == "people",
    ),
    "a_person_sends_a_photo_in_the_app": Effect(
        (("human", "media", "sent", ""),), so=lambda found: found.thread["handled_by"] == "people"
    ),
    "an_automatic_reply": Effect(
        (("system", "text", "sent", "Thanks for writing! We answer soon."),),
        so=lambda found: (
            found.thread["handled_by"] == "agent" and found.new[0]["reason_code"] == "automatic_reply"
        ),
    ),
    "the_account_mentions_the_customer_in_a_story": ignored("mentioned the customer"),
    "the_owner_writes_to_himself": ignored("account itself"),
    "an_opt_in": ignored("optin"),
    "an_event_nobody_knows": ignored("unknown kind"),
    "an_account_we_do_not_know": Effect(
        so=lambda found: [e["outcome"] for e in found.events].count("unknown_account") == 1
    ),
}


# What tells the bodies that do not name the customer.
MARKS = {
    "the_dashboards_test_button": b"random_mid",
    "a_policy_block": b"policy_enforcement",
    "no_sender": b"mid.no-sender",
    "our_own_comment": b"17900000000000104",
    "a_mention_in_a_caption": b"17900000000000106",
}


class Courier:
    """Carries the files to the webhook, with everybody's real names in them."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.neighbour = shop.world.customer(shop.world.account("bright.smile.dental"), "cara")

    async def everybody_asks(self) -> None:
        """Each shape's customer has asked one question a minute ago and was answered."""
        for name in NAMES:
            at = self.shop.world.now() - 60_000
            self.shop.writes("How much is a haircut?", customer=name, timestamp=at)
        self.shop.world.customer_writes(self.neighbour, "Hello?")
        everybody = [*map(self.shop.customer, NAMES), self.neighbour]
        await self.shop.world.until(lambda: all(map(self.shop.world.sent_to, everybody)), 60)
        await self.shop.sandbox.courier.settled()
        await self.quiet()

    def body(self, name: str) -> bytes:
        """The file as it comes from the network now."""
        body = json.dumps(json.loads((PAYLOADS / f"{name}.json").read_bytes())).encode()
        customer = self.shop.customer(name)
        first, ours = self.shop.world.threads[customer.igsid][:2]
        now = self.shop.world.now()
        for old, new in {
            b"6100000000000001": customer.igsid.encode(),
            b"6100000000009002": self.neighbour.igsid.encode(),
            b"mid.first-line": first.mid.encode(),
            b"mid.our-answer": ours.mid.encode(),
            SOON_AFTER_THE_QUESTION: str(first.at + 2_000).encode(),
            NOW_MS: str(now).encode(),
            NOW_S: str(now // 1000).encode(),
        }.items():
            body = body.replace(old, new)
        return body

    async def quiet(self) -> None:
        """Everything stored was read and nothing is due any more. What waits to be looked at again need not."""
        async with asyncio.timeout(60):
            while True:
                await self.shop.rows("update raw_events set not_before = now() where unpacked_at is null")
                waiting = await self.shop.rows("select 1 from raw_events where unpacked_at is null limit 1")
                due = await self.shop.rows("select 1 from threads where reply_due_at is not null limit 1")
                sending = await self.shop.rows("select 1 from send_parts where status <> 'sent' limit 1")
                if not (waiting or due or sending):
                    return
                await asyncio.sleep(0.05)


@pytest.fixture(scope="module")
async def delivered(
    database_server: TestServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Shop]:
    """A shop to which every file was delivered, and then all of them once more."""
    database = await database_server.new_database()
    folder = tmp_path_factory.mktemp("every-event")
    async with open_shop(partial(development_settings, database_server.url(database), folder)) as shop:
        for username in ("bright.smile.dental", "oak.and.iron.gym"):
            network = shop.world.account(username)
            account_id = await link_account(shop.running, shop.owner, shop.world, network)
            await hire_agent(shop.owner, account_id, username)
        courier = Courier(shop)
        await courier.everybody_asks()
        bodies = [courier.body(name) for name in NAMES]
        for _ in range(2):
            for body in bodies:
                assert await shop.sandbox.courier.post(body) == 200
            await courier.quiet()
        yield shop
    await database_server.drop(database)


async def look(shop: Shop, name: str) -> Delivered:
    igsid = shop.customer(name).igsid
    [thread] = await shop.rows(
        "select t.* from threads t join identities i on i.id = t.identity_id where i.network_id = $1", igsid
    )
    messages = await shop.rows("select * from messages where thread_id = $1 order by id", thread["id"])
    parts = await shop.rows("select * from send_parts where thread_id = $1 order by created_at", thread["id"])
    mark = MARKS.get(name, igsid.encode())
    bodies = await shop.rows("select arrival, body from raw_events")
    mine = [row["arrival"] for row in bodies if mark in row["body"]]
    events = await shop.rows("select * from events where arrival = any($1::bigint[]) order by arrival", mine)
    comments = await shop.rows("select * from comments where author_network_id = $1", igsid)
    [account] = await shop.rows("select health from accounts where network_id = '17841400000000003'")
    read = [
        m["content"]
        for request in shop.model.requests
        for m in request.body["messages"]
        if m["role"] == "user"
    ]
    return Delivered(messages, events, thread, parts, comments, account["health"], read)


def test_every_file_is_expected_and_everything_expected_has_a_file() -> None:
    assert set(EFFECTS) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
async def test_delivered_twice_it_has_its_effect_once(delivered: Shop, name: str) -> None:
    effect, found = EFFECTS[name], await look(delivered, name)
    said = [(m["sender_type"], m["kind"], m["status"], m["content"]) for m in found.new]
    assert tuple(line for line in said if line[0] != "assistant") == effect.lines
    assert len(said) - len(effect.lines) == effect.answers
    assert len(delivered.sent_to(name)) == 1 + effect.answers
    assert any(effect.because in (event["because"] or "") for event in found.events) or not effect.because
    assert effect.so(found), found


async def test_what_is_no_text_gets_one_honest_line_and_no_model_is_asked(delivered: Shop) -> None:
    for name in ("a_photo", "a_story_mention", "something_unsupported"):
        assert "I can only read text here" in delivered.sent_to(name)[-1]
        assert (await look(delivered, name)).new[-1]["kind"] == "notice"
    assert not any(words == "[photo]" for words in (await look(delivered, "a_photo")).model_read)


async def test_all_bodies_were_kept_and_none_failed(delivered: Shop) -> None:
    [bodies] = await delivered.rows(
        "select count(*), count(failure) as failures, count(*) filter (where unpacked_at is null) as waiting"
        " from raw_events where source = 'meta'"
    )
    assert bodies["count"] >= 2 * len(NAMES)
    assert (bodies["failures"], bodies["waiting"]) == (0, 0)


async def test_every_message_that_got_no_answer_says_why(delivered: Shop) -> None:
    """D6."""
    silent = await delivered.rows("select reason_code, reason_text from messages where status = 'silent'")
    assert silent and all(row["reason_code"] and row["reason_text"] for row in silent)


async def test_what_was_taken_back_is_nowhere_any_more(delivered: Shop) -> None:
    """Not on a screen, not in what the model is told, not in the stored bodies."""
    for word in ("I should not say this", "I should never say this"):
        assert await delivered.rows("select 1 from messages where content = $1", word) == []
        assert not any(word in json.dumps(request.body) for request in delivered.model.requests)
        bodies = await delivered.rows("select body from raw_events")
        assert not any(word.encode() in row["body"] for row in bodies)


async def test_the_second_account_of_the_batch_answered_its_own_customer(delivered: Shop) -> None:
    [line] = await delivered.rows(
        "select m.status, a.username from messages m join threads t on t.id = m.thread_id"
        " join accounts a on a.id = t.account_id where m.content = 'Third'"
    )
    assert line == {"status": "answered", "username": "bright.smile.dental"}


async def test_the_model_is_told_what_a_line_belongs_to(delivered: Shop) -> None:
    read = (await look(delivered, "a_text")).model_read
    for words in (
        "[replies to our story] How much is this colour?",
        "[replies to: You said: How much is a haircut?] And for children?",
        "[came from our ad: Spring cuts] Is the offer still on?",
        "Can you do this? [photo] [video]",
    ):
        assert words in read
