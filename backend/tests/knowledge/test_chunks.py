"""A document is cut into pieces that can be searched and quoted, and nothing of it gets lost."""

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.knowledge.chunks import MAX_TOKENS, OVERLAP_TOKENS, chunk_blocks, count_tokens, split_sentences
from app.knowledge.parsing.blocks import CELL_GAP, Block


def sentences(n: int, start: int = 0) -> str:
    return " ".join(
        f"Rule number {i} says that the studio keeps its promise." for i in range(start, start + n)
    )


def test_a_small_document_is_one_chunk_with_its_section_and_page():
    chunks = chunk_blocks([Block("heading", "Prices", 3), Block("text", "A haircut is €48.", 3)])

    assert [(c.text, c.section, c.page_from, c.page_to, c.ordinal) for c in chunks] == [
        ("Prices\n\nA haircut is €48.", "Prices", 3, 3, 0)
    ]


def test_long_text_is_cut_between_sentences_and_repeats_the_last_ones():
    chunks = chunk_blocks([Block("text", sentences(120), 1)])

    assert len(chunks) > 3
    for before, after in pairwise(chunks):
        assert before.text.endswith(".")
        assert after.text.startswith("Rule number")
        repeated = [s for s in split_sentences(before.text) if s in after.text]
        assert repeated
        assert after.text.startswith(" ".join(repeated))
        assert count_tokens(" ".join(repeated)) <= OVERLAP_TOKENS


def test_a_chunk_never_mixes_sections_and_every_part_of_a_section_knows_its_title():
    blocks = [
        Block("heading", "Prices", 1),
        Block("text", sentences(60), 1),
        Block("heading", "Refunds", 2),
        Block("text", "None after a week.", 2),
    ]
    chunks = chunk_blocks(blocks)

    assert [c.section for c in chunks] == ["Prices"] * (len(chunks) - 1) + ["Refunds"]
    assert chunks[-1].text == "Refunds\n\nNone after a week."


def test_a_heading_stays_with_what_follows_it():
    filler = Block("text", sentences(200), 1)
    for chunk in chunk_blocks([Block("heading", "Title", 1), Block("heading", "Subtitle", 1), filler]):
        assert not chunk.text.endswith("title")
    assert chunk_blocks([Block("heading", "Title", 1), Block("heading", "Subtitle", 1), filler])[
        0
    ].text.startswith("Title\n\nSubtitle\n\nRule")


def test_a_row_of_a_table_is_never_split():
    rows = [CELL_GAP.join([f"Service {i}. With a. Full stop", "45 min", f"€{i}.50"]) for i in range(200)]
    chunks = chunk_blocks([Block("text", "\n".join(rows), 1)])

    assert len(chunks) > 1
    for chunk in chunks:
        assert set(chunk.text.split("\n")) <= set(rows)


def test_pages_of_a_chunk_are_those_its_text_is_from():
    chunks = chunk_blocks([Block("text", sentences(3), 4), Block("text", sentences(3), 5)])

    assert [(c.page_from, c.page_to) for c in chunks] == [(4, 5)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Bring an I.D., e.g. a passport. Come early.", ["Bring an I.D., e.g. a passport.", "Come early."]),
        ("We are at 12 St. James Street. Ring twice!", ["We are at 12 St. James Street.", "Ring twice!"]),
        ("From 10.30 on it is €4.50. Later it is free.", ["From 10.30 on it is €4.50.", "Later it is free."]),
        ("Dr. J. Smith works here.", ["Dr. J. Smith works here."]),
        ("Abierto de 9 a. m. a 5 p. m. todos los días.", ["Abierto de 9 a. m. a 5 p. m. todos los días."]),
        ("¿Cuánto cuesta? Cuarenta euros.", ["¿Cuánto cuesta?", "Cuarenta euros."]),
        ("Atatürk Cad. No. 5 İstanbul. Her gün açığız.", ["Atatürk Cad. No. 5 İstanbul.", "Her gün açığız."]),
        ("1. Wash the hair. 2. Dry it.", ["1. Wash the hair.", "2. Dry it."]),
        ("营业时间九点。周日休息。", ["营业时间九点。", "周日休息。"]),
        ('She said "yes." Then she left...', ['She said "yes."', "Then she left..."]),
        ("", []),
        ("   ", []),
    ],
)
def test_sentences_end_where_a_reader_sees_them_end(line, expected):
    assert split_sentences(line) == expected


WORDS = st.text(st.characters(exclude_categories=["Cs", "Zs", "Zl", "Zp", "Cc"]), min_size=1, max_size=30)
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=40).map(" ".join), min_size=1, max_size=6).map(
    "\n".join
)
BLOCKS = st.lists(
    st.builds(Block, kind=st.sampled_from(["heading", "text", "text"]), text=LINES, page=st.integers(1, 9)),
    max_size=12,
)


@given(blocks=BLOCKS, max_tokens=st.integers(60, 400), overlap=st.integers(0, 50))
def test_nothing_is_lost_reordered_or_invented(blocks, max_tokens, overlap):
    chunks = chunk_blocks(blocks, max_tokens=max_tokens, overlap_tokens=overlap)
    words = [word for block in blocks for word in block.text.split()]

    covered = 0
    for chunk in chunks:
        piece = chunk.text.split()
        start = next(s for s in range(covered, -1, -1) if words[s : s + len(piece)] == piece)
        assert count_tokens(" ".join(words[start:covered])) <= overlap
        assert start + len(piece) > covered
        covered = start + len(piece)
    assert covered == len(words)


@given(blocks=BLOCKS, max_tokens=st.integers(5, 400))
def test_no_chunk_exceeds_the_limit_or_is_blank_and_ordinals_count_up(blocks, max_tokens):
    chunks = chunk_blocks(blocks, max_tokens=max_tokens, overlap_tokens=max_tokens // 8)

    assert all(0 < count_tokens(chunk.text) == chunk.token_count <= max_tokens for chunk in chunks)
    assert [chunk.ordinal for chunk in chunks] == list(range(len(chunks)))


@given(a=LINES, b=LINES)
@example(a="e.g", b=".")
def test_token_counts_add_up(a, b):
    assert count_tokens(f"{a} {b}") == count_tokens(a) + count_tokens(b)


@pytest.mark.parametrize(
    "nasty",
    [
        "x" * 100_000,
        "ş" * 100_000,
        "." * 100_000,
        "a. " * 50_000,
        "\n" * 100_000,
        "1 " * 100_000,
        "。" * 100_000,
        "€" * 9_999,
    ],
    ids=["word", "letters", "dots", "initials", "newlines", "numbers", "full stops", "signs"],
)
@pytest.mark.parametrize("kind", ["heading", "text"])
def test_nasty_text_is_cut_in_bounded_time_and_kept(nasty, kind):
    begun = time.process_time()
    chunks = chunk_blocks([Block(kind, nasty, 1)])

    assert time.process_time() - begun < 5
    assert all(chunk.token_count <= MAX_TOKENS for chunk in chunks)
    assert sum(len("".join(chunk.text.split())) for chunk in chunks) >= len("".join(nasty.split()))
