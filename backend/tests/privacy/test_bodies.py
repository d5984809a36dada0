"""A stored webhook body holds events of many people; one of them can be taken out of it (T5)."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.inbox.bodies import Party, items_of, without

ACCOUNT, OTHER_ACCOUNT = "17841400000000001", "17841400000000002"
PEOPLE = ("6100000000000001", "6100000000000002", "6100000000000003")
ANA = Party("instagram", ACCOUNT, PEOPLE[0])

words = st.text(max_size=20)
parties = st.sampled_from([*PEOPLE, *map(int, PEOPLE)])  # networks write ids as text and as numbers


def message(customer: str | int, text: str) -> dict[str, Any]:
    return {
        "sender": {"id": customer},
        "recipient": {"id": ACCOUNT},
        "message": {"mid": "m", "text": text},
    }


items = st.one_of(
    st.builds(message, parties, words),
    st.builds(
        lambda c, t: {"sender": {"id": ACCOUNT}, "recipient": {"id": c}, "message": {"text": t}},
        parties,
        words,
    ),
    st.builds(lambda c: {"sender": c, "read": {"mid": "m"}}, parties),
    st.builds(lambda c, t: {"a shape": [{"nobody": {"knows": [c, t]}}]}, parties, words),
)
comments = st.builds(
    lambda c, t: {"field": "comments", "value": {"from": {"id": c}, "text": t}}, parties, words
)
entries = st.fixed_dictionaries(
    {"id": st.sampled_from([ACCOUNT, int(ACCOUNT), OTHER_ACCOUNT]), "time": st.integers(0, 9)},
    optional={
        "messaging": st.lists(items, max_size=4) | items,
        "standby": st.lists(items, max_size=2),
        "changes": st.lists(comments, max_size=2),
    },
) | st.builds(
    lambda c, t: {"id": ACCOUNT, "field": "comments", "value": {"from": c, "text": t}}, parties, words
)
envelopes = st.builds(lambda found: {"object": "instagram", "entry": found}, st.lists(entries, max_size=4))
contents = envelopes | st.lists(envelopes, max_size=3)


def all_items(content: Any) -> list[tuple[str, str]]:
    """(account, item as text) of everything in a body, in order."""
    found: list[tuple[Any, Any]] = []
    for envelope in content if isinstance(content, list) else [content]:
        for entry in envelope["entry"]:
            for name in ("messaging", "standby", "changes"):
                several = entry.get(name, [])
                found += [(entry, item) for item in (several if isinstance(several, list) else [several])]
            if "field" in entry:
                found.append((entry, {"field": entry["field"], "value": entry["value"]}))
    return [(str(entry["id"]), json.dumps(item)) for entry, item in found]


@given(content=contents)
def test_what_is_handed_out_and_what_stays_are_together_all_there_was(content: Any) -> None:
    """Export, then erase: her items are exactly what left, everybody else's stand as they stood."""
    body = json.dumps(content).encode()
    before = all_items(content)
    hers = [json.dumps(item) for item in items_of("meta", body, ANA)]
    rest = without("meta", body, ANA)
    after = all_items(json.loads(rest)) if rest is not None else []

    assert hers == [item for account, item in before if account == ACCOUNT and ANA.customer in item]
    assert after == [(account, item) for account, item in before if account != ACCOUNT or item not in hers]
    assert rest is None or items_of("meta", rest, ANA) == []
    assert rest is None or without("meta", rest, ANA) == rest
    if not hers:
        assert rest == body


def test_an_entry_that_names_her_where_no_items_are_known_loses_everything() -> None:
    entry = {"id": ACCOUNT, "time": 1, "novelty": {"who": PEOPLE[0], "words": "secret"}}
    other = {"id": ACCOUNT, "messaging": [message(PEOPLE[1], "hello")]}
    rest = without("meta", json.dumps({"object": "instagram", "entry": [entry, other]}).encode(), ANA)
    assert rest is not None and b"secret" not in rest and b"hello" in rest


def test_a_body_that_nobody_can_read_and_that_holds_her_id_goes() -> None:
    assert without("meta", f"broken {PEOPLE[0]}".encode(), ANA) is None
    assert items_of("meta", b"broken", ANA) == []
    deep = b"[" * 100_000 + b"]" * 100_000
    assert without("meta", deep, ANA) is None


def test_an_event_that_waits_to_be_looked_at_again_is_hers_alone() -> None:
    event = {"channel": "instagram", "network_account_id": ACCOUNT, "customer_id": PEOPLE[0], "text": "later"}
    body = json.dumps({"kind": "MessageEdited", "tries": 1, "event": event}).encode()
    assert items_of("postponed", body, ANA) == [event]
    assert without("postponed", body, ANA) is None
    for other in (Party("instagram", ACCOUNT, PEOPLE[1]), Party("instagram", OTHER_ACCOUNT, PEOPLE[0])):
        assert without("postponed", body, other) == body
