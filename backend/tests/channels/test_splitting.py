"""Long answers leave in parts a network takes and a person can read."""

import regex
from hypothesis import given
from hypothesis import strategies as st

from app.channels.splitting import split_text

GRAPHEMES = ["a", "b", " ", " ", "\n", "\n\n", ". ", "ä", "ı", "👍🏽", "👨‍👩‍👧‍👦", "🇩🇪", "https://a.b/c?d=e"]
OFFER = "Shall I go on?"
TEXTS = st.lists(st.sampled_from(GRAPHEMES), max_size=120).map("".join)


def test_a_short_text_is_one_part() -> None:
    assert split_text("Hello there.", 1000, 3, OFFER) == ["Hello there."]


def test_a_paragraph_is_the_first_choice_then_a_sentence_then_a_word() -> None:
    assert split_text("One two three.\n\nFour five six.", 20, 3, OFFER) == [
        "One two three.",
        "Four five six.",
    ]
    assert split_text("One two three. Four five six.", 20, 3, OFFER) == ["One two three.", "Four five six."]
    assert split_text("one two three four five six", 20, 3, OFFER) == ["one two three four", "five six"]


def test_a_url_stays_whole() -> None:
    url = "https://example.com/book?service=haircut"
    assert any(url in part for part in split_text(f"You can book it here: {url} at any time", 45, 3, OFFER))


def test_what_does_not_fit_into_the_parts_is_offered() -> None:
    parts = split_text("word " * 100, 50, 3, OFFER)
    assert len(parts) == 3
    assert parts[-1].endswith(f"word …\n\n{OFFER}")


@given(text=TEXTS, limit=st.integers(60, 200), most=st.integers(1, 3))
def test_with_the_offer_no_part_is_blank_or_too_long_either(text: str, limit: int, most: int) -> None:
    parts = split_text(text, limit, most, OFFER)
    assert len(parts) <= most
    assert all(part.strip() and len(part.encode()) <= limit for part in parts)


@given(text=TEXTS, limit=st.integers(40, 120))
def test_no_part_is_blank_too_long_or_cut_inside_a_grapheme(text: str, limit: int) -> None:
    parts = split_text(text, limit, 1000, OFFER)
    assert all(part.strip() and len(part.encode()) <= limit for part in parts)
    whole = [g for g in regex.findall(r"\X", text) if not g.isspace()]
    seen = [g for part in parts for g in regex.findall(r"\X", part) if not g.isspace()]
    assert seen == whole
