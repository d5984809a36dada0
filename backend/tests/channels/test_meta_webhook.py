"""Reading Meta's webhooks: the signature is over the bytes, and nothing in them can hurt us."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.channels import meta
from app.channels.events import (
    Attachment,
    CustomerMessage,
    Echo,
    Ignored,
    MessageDeleted,
    MessageEdited,
    Unreadable,
)
from app.inbox import postponed
from app.inbox.arrived import Arrived

ACCOUNT, CUSTOMER = "17841400000000001", "6100000000000001"
SIGNED_BODY = (
    rb'{"object":"instagram","entry":[{"time":1569262486134,"id":"17841400000000001","messaging":[{"sender":{"id":'
    rb'"6100000000000001"},"recipient":{"id":"17841400000000001"},"timestamp":1569262485349,"message":{"mid":"mid-1",'
    rb'"text":"\u00e4\u00f6\u00e5 \ud83d\ude00 https:\/\/example.com"}}]}]}'
)
SIGNATURE = "sha256=ad024596b504ca82bb2f7a3f9487a1fc1fbb4c4f2ca7c16b7508934dd9366103"
SECRET = b"test-app-secret"


def body(*messaging: Any, entry: dict[str, Any] | None = None) -> bytes:
    whole = {"id": ACCOUNT, "time": 1569262486134, "messaging": list(messaging)} | (entry or {})
    return json.dumps({"object": "instagram", "entry": [whole]}).encode()


def event(message: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"sender": {"id": CUSTOMER}, "recipient": {"id": ACCOUNT}, "timestamp": 1569262485349,
            "message": message} | more  # fmt: skip


def test_the_published_vector_is_authentic_and_one_changed_byte_is_not() -> None:
    assert meta.is_authentic(SIGNED_BODY, SIGNATURE, [SECRET])
    assert not meta.is_authentic(SIGNED_BODY + b" ", SIGNATURE, [SECRET])


def test_any_configured_secret_may_have_signed_and_none_configured_means_no() -> None:
    assert meta.is_authentic(SIGNED_BODY, SIGNATURE, [b"the page's secret", SECRET])
    assert not meta.is_authentic(SIGNED_BODY, SIGNATURE, [])


@pytest.mark.parametrize(
    "given_signature", ["", "sha256=", SIGNATURE.removeprefix("sha256="), "sha1=abc", "ä" * 71]
)
def test_a_signature_of_another_form_is_refused(given_signature: str) -> None:
    assert not meta.is_authentic(SIGNED_BODY, given_signature, [SECRET])


def test_a_text_message_is_understood() -> None:
    [message] = meta.read(SIGNED_BODY)
    assert message == CustomerMessage(
        channel="instagram", network_account_id=ACCOUNT, key="message:mid-1", customer_id=CUSTOMER, message_id="mid-1",
        text="äöå 😀 https://example.com", sent_at=datetime(2019, 9, 23, 18, 14, 45, 349000, UTC),
    )  # fmt: skip


def test_what_the_account_said_is_an_echo_from_the_customers_thread() -> None:
    said = {"mid": "m1", "text": "See you!", "is_echo": True}
    [echo] = meta.read(body({"sender": {"id": ACCOUNT}, "recipient": {"id": CUSTOMER}, "message": said}))
    assert isinstance(echo, Echo)
    assert (echo.customer_id, echo.key, echo.text) == (CUSTOMER, "echo:m1", "See you!")


def test_nul_and_lone_surrogates_are_taken_out_and_the_rest_is_kept() -> None:
    raw = body(event({"mid": "m1", "text": "X"})).replace(b'"X"', rb'"How\u0000 much\ud800?"')
    [message] = meta.read(raw)
    assert isinstance(message, CustomerMessage)
    assert message.text == "How much?"


def test_ids_may_be_numbers_and_times_may_be_seconds_or_text() -> None:
    odd = {"sender": {"id": int(CUSTOMER)}, "recipient": {"id": int(ACCOUNT)}, "timestamp": "1569262485",
           "message": {"mid": "m1", "text": "hi"}}  # fmt: skip
    [message] = meta.read(body(odd, entry={"id": int(ACCOUNT)}))
    assert isinstance(message, CustomerMessage)
    assert (message.customer_id, message.network_account_id) == (CUSTOMER, ACCOUNT)
    assert message.sent_at == datetime(2019, 9, 23, 18, 14, 45, tzinfo=UTC)


def test_every_entry_and_every_event_of_a_batch_is_read() -> None:
    entries = [
        {"id": account, "messaging": [event({"mid": f"{account}-{n}", "text": "hi"}) for n in range(3)]}
        for account in ("1", "2")
    ]
    read = meta.read(json.dumps({"object": "instagram", "entry": entries}).encode())
    assert [e.key for e in read] == [f"message:{a}-{n}" for a in "12" for n in range(3)]


@pytest.mark.parametrize(
    ("item", "because"),
    [
        (event({"mid": "m", "text": "note to self", "is_self": True, "is_echo": True}), "owner writes"),
        (event({"text": "hello"}), "without an id"),
        ({"message": {"mid": "m", "text": "hello"}}, "no sender"),
        (event({"mid": "m", "text": "  "}), "without content"),
        ({"timestamp": 1, "message_edit": {"mid": "m", "num_edit": 0}}, "num_edit 0"),
        ({"sender": {"id": "1"}, "recipient": {"id": "2"}, "reaction": {"action": "react"}}, "to what"),
        ({"sender": {"id": "1"}, "recipient": {"id": "2"}, "read": {}}, "without saying what"),
        ({"sender": {"id": "1"}, "policy_enforcement": {"action": "frown"}}, "unknown kind"),
        (
            {"sender": {"id": ACCOUNT}, "recipient": {"id": "2"}, "message": {"mid": "m", "text": "x"}},
            "own message",
        ),
    ],
)
def test_what_we_do_nothing_about_says_why(item: dict[str, Any], because: str) -> None:
    [ignored] = meta.read(body(item))
    assert isinstance(ignored, Ignored)
    assert because in ignored.because


def test_what_is_said_in_standby_is_marked_and_everything_else_there_is_read_as_usual() -> None:
    said = [
        event({"mid": "m1", "text": "hi"}),
        {"sender": {"id": ACCOUNT}, "recipient": {"id": CUSTOMER}, "message": {"mid": "m2", "is_echo": True}},
        event({"mid": "m1", "is_deleted": True}),
        "nonsense",
    ]
    message, echo, deletion, nonsense = meta.read(body(entry={"messaging": [], "standby": said}))
    assert isinstance(message, CustomerMessage) and message.in_standby and message.key == "message:m1"
    assert isinstance(echo, Echo) and echo.in_standby
    assert isinstance(deletion, MessageDeleted) and isinstance(nonsense, Ignored)
    [elsewhere] = meta.read(body(said[0]))
    assert isinstance(elsewhere, CustomerMessage) and not elsewhere.in_standby


def test_changes_are_never_answered() -> None:
    assert [type(e) for e in meta.read(body(entry={"changes": [{"field": "comments"}]}))] == [Ignored]


def test_a_good_envelope_beside_a_strange_one_is_read() -> None:
    good = json.loads(body(event({"mid": "m", "text": "hi"})))
    read = meta.read(json.dumps(["strange", good, {"object": "whatsapp"}]).encode())
    assert [type(e) for e in read] == [Ignored, CustomerMessage, Ignored]


def test_a_message_that_was_taken_back_leaves_no_words_in_its_body() -> None:
    said = body(
        event({"mid": "m1", "text": "my secret", "attachments": [{"payload": {"url": "https://secret"}}]}),
        event({"mid": "m2", "text": "stays"}),
        {"message_edit": {"mid": "m1", "text": "my other secret", "num_edit": 1}},
    )
    left = meta.without_message(said, "m1")
    assert b"secret" not in left and b"stays" in left
    assert [e.key for e in meta.read(left)][:2] == ["delete:m1", "message:m2"]
    assert meta.without_message(b"{not json", "m1") == b"{not json"


def test_what_was_postponed_is_read_again_as_it_was() -> None:
    photo = Attachment("image", "https://x", None)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    told: dict[str, Any] = {"channel": "instagram", "network_account_id": ACCOUNT, "customer_id": CUSTOMER}
    for waiting in (
        Echo(**told, key="echo:m", sent_at=at, message_id="m", text="hi", attachments=(photo,)),
        Echo(**told, key="echo:m", sent_at=at, message_id="m", text="hi", in_standby=True),
        MessageEdited(**told, key="edit:m:1", sent_at=None, message_id="m", text="hi", number=1),
    ):
        again = postponed.read(postponed.written(Arrived(3, at, waiting, tries=1)), at)
        assert (again.event, again.tries, again.arrival) == (waiting, 2, 3)


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff\xfe", b'"text"', b"[1]", b'{"object":"whatsapp"}', b"[" * 100_000]
)
def test_what_is_no_webhook_is_unreadable_with_a_reason(raw: bytes) -> None:
    with pytest.raises(Unreadable) as unreadable:
        meta.read(raw)
    assert str(unreadable.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just(ACCOUNT),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["id", "entry", "messaging", "standby", "changes", "message", "sender", "recipient", "mid", "text",
             "timestamp", "is_echo", "is_deleted", "is_self", "is_unsupported", "field", "value", "postback", "read",
             "delivery", "mids", "watermark", "message_edit", "num_edit", "reaction", "action", "referral", "payload",
             "attachments", "type", "url", "title", "reply_to", "story", "quick_reply", "policy_enforcement", "reason",
             "take_thread_control", "from", "comment_id", "parent_id", "media"]
        )
        | st.text(max_size=5),
        inner | st.sampled_from(["react", "comments", "feed", "block", "messages", "1", 1700000000000]),
        max_size=6,
    ),
    max_leaves=25,
)  # fmt: skip


@given(entry=JSON, as_list=st.booleans())
def test_nothing_a_body_holds_can_raise(entry: Any, as_list: bool) -> None:
    envelope: Any = {"object": "instagram", "entry": entry if isinstance(entry, list) else [entry]}
    for read in meta.read(json.dumps([envelope] if as_list else envelope).encode()):
        assert read.key and read.network_account_id
        assert len(read.key.encode()) + len(read.network_account_id.encode()) < 2600  # fits an index row
        everything = repr(asdict(read))
        everything.encode()  # no lone surrogate
        assert "\\x00" not in everything.replace("\\\\", "")
        if isinstance(read, CustomerMessage | Echo):
            assert read.customer_id


@given(body=JSON, mid=st.sampled_from(["1", "m", ACCOUNT]))
def test_nothing_can_raise_while_a_message_is_taken_out(body: Any, mid: str) -> None:
    json.loads(meta.without_message(json.dumps(body).encode(), mid))
