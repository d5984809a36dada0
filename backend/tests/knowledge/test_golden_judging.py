"""Whether what was expected was found, and what is another than before."""

import pytest

from app.knowledge.golden.judging import change, found_in


def test_every_word_and_number_of_an_expected_text_is_in_one_of_the_texts() -> None:
    texts = ["A haircut costs 45 euros.", "We open at 9:00."]
    assert found_in(["45 euros", "Haircut 45", "open at 9.00", "45 open", "46", "..."], texts) == [
        True, True, True, False, False, False,
    ]  # fmt: skip
    assert found_in(["45"], []) == [False]


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        ([True, False], None, "new"),
        ([True], [True, False], "new"),
        ([True, False], [False, True], "same"),
        ([True, True], [True, False], "better"),
        ([False, True], [True, True], "worse"),
    ],
)
def test_a_question_is_compared_with_the_run_before(
    now: list[bool], before: list[bool] | None, told: str
) -> None:
    assert change(now, before) == told
