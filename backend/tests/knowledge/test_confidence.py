"""How sure a search is, from words alone."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.confidence import confidence, evidence
from app.knowledge.embeddings import LocalEmbedder
from app.knowledge.word_vectors import WordVectors

PARKING = "Parking is free behind the house. The gate closes at ten."
PRICES = "A haircut for children costs 25 euros. Colouring starts at 80 euros."


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    return WordVectors(LocalEmbedder().embed_words)


@pytest.mark.parametrize(
    ("answerable", "not_answerable"),
    [
        ("How much is a haircut for children?", "How much is a room with a view of the sea?"),
        ("Where can I find parking?", "Which vaccinations does a parrot need?"),
        ("When does the gate close?", "Who founded the company?"),
    ],
)
def test_what_is_there_is_believed_more_than_what_is_not(vectors, answerable, not_answerable):
    passages = [PARKING, PRICES]
    assert confidence(answerable, passages, vectors) > confidence(not_answerable, passages, vectors)


@pytest.mark.parametrize(
    ("question", "passages"), [("", [PRICES]), ("???", [PRICES]), ("haircut", []), ("haircut", ["", "…"])]
)
def test_without_words_on_both_sides_there_is_no_confidence(vectors, question, passages):
    assert confidence(question, passages, vectors) == 0.0


@given(question=st.text(max_size=200), passages=st.lists(st.text(max_size=400), max_size=4))
def test_any_text_gives_a_share(vectors, question, passages):
    assert 0 <= confidence(question, passages, vectors) <= 1
    if (found := evidence(question, passages, vectors)) is not None:
        assert all(
            -1.001 <= each <= 1.001 for each in (found.nearness, found.coverage, found.likeness, found.pairs)
        )
        assert min(found.coverage, found.pairs, found.names, found.terms) >= 0


def test_a_sentence_that_says_the_question_covers_it(vectors):
    found = evidence("haircut for children", [PRICES], vectors)

    assert found is not None
    assert (found.coverage, found.pairs) == (pytest.approx(1.0), 1.0)
    assert found.likeness == pytest.approx(1.0, abs=1e-4)


@given(st.lists(st.lists(st.text("abcdefghij", min_size=1, max_size=2), min_size=1, max_size=8), max_size=30))
def test_a_growing_table_always_has_the_words_that_are_asked_for(monkeypatch_table, asked):
    table = WordVectors(_spelled)
    for words in asked:
        assert np.array_equal(table.of(words), _spelled(words))


@pytest.fixture(scope="module")
def monkeypatch_table():
    """So small that it starts anew within one example."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.knowledge.word_vectors._MOST_WORDS", 12)
        yield


def _spelled(words: Sequence[str]) -> np.ndarray:
    return np.array(
        [[float(ord(word[0])), float(len(word)), float(ord(word[-1]))] for word in words], dtype=np.float32
    )
