"""How two rankings become one: what holds whatever the scores are."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.vectors.fusion import Found, fuse

A, B, C = (str(UUID(int=number)) for number in range(1, 4))

chunk_ids = st.integers(1, 30).map(lambda number: str(UUID(int=number)))


def rankings(low: float, high: float) -> st.SearchStrategy[list[Found]]:
    scores = st.floats(low, high, allow_nan=False)
    return st.dictionaries(chunk_ids, scores, max_size=20).map(
        lambda found: [Found(chunk_id, score, chunk_id.endswith("5")) for chunk_id, score in found.items()]
    )


by_meaning, by_words = rankings(-1, 1), rankings(0, 500)


def order(*args: object) -> list[str]:
    return [str(hit.chunk_id) for hit in fuse(*args)]  # type: ignore[arg-type]


@given(by_meaning, by_words, st.integers(1, 10))
def test_the_best_come_first_each_once_and_no_more_than_asked(meaning, words, limit):
    hits = fuse(meaning, words, limit)

    every = {found.chunk_id for found in (*meaning, *words)}
    assert len(hits) == min(limit, len(every))
    assert len({hit.chunk_id for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@given(by_meaning, by_words, st.floats(0.1, 10))
def test_the_scale_of_the_scores_by_words_does_not_matter(meaning, words, factor):
    larger = [Found(each.chunk_id, each.score * factor, each.opening) for each in words]

    before = {hit.chunk_id: hit.score for hit in fuse(meaning, words, 50)}
    after = {hit.chunk_id: hit.score for hit in fuse(meaning, larger, 50)}
    assert all(abs(before[chunk] - after[chunk]) < 1e-6 for chunk in before)


@given(by_meaning, by_words)
def test_who_leads_both_rankings_and_opens_its_document_leads(meaning, words):
    best = str(UUID(int=99))
    top = (Found(best, 1.01, True), Found(best, 501, True))

    assert order([*meaning, top[0]], [*words, top[1]], 1) == [best]


def test_one_ranking_alone_keeps_its_order():
    assert order([Found(A, 0.2), Found(B, 0.7)], [], 5) == [B, A]
    assert order([], [Found(A, 3.0), Found(B, 9.0)], 5) == [B, A]
    assert order([], [], 5) == []


def test_where_meaning_tells_nothing_apart_the_words_decide():
    meaning = [Found(A, 0.31), Found(B, 0.30), Found(C, 0.29)]

    assert order(meaning, [Found(C, 8.0), Found(B, 5.0)], 3) == [C, B, A]


def test_of_equals_the_opening_of_a_document_comes_first():
    assert order([Found(A, 0.5), Found(B, 0.5, opening=True)], [], 2) == [B, A]
