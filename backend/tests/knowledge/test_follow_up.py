"""A question that leans on the one before is looked for together with it."""

import pytest

from app.knowledge.follow_up import stand_alone

ASKED = "How much is a haircut?"


@pytest.mark.parametrize(
    "line",
    [
        "and for kids?",
        "What about children?",
        "how long does it take",
        "¿Y para niños?",
        "ve çocuklar için?",
        "how much is it",
    ],
)
def test_what_leans_gets_the_question_before_it(line: str) -> None:
    assert stand_alone(line, [ASKED, line]) == f"{ASKED} {line}"


@pytest.mark.parametrize(
    "line",
    [
        "price of a haircut for kids",
        "do you have parking",
        "What are your opening hours?",
        "thanks",
        "Andorra",
        "parking",
    ],
)
def test_what_stands_alone_stays_as_it_is(line: str) -> None:
    assert stand_alone(line, [ASKED, line]) == line


def test_it_leans_on_the_last_question_that_stood_alone() -> None:
    said = ["Do you do massages?", ASKED, "and for kids?", "how long does it take?"]
    assert stand_alone(said[-1], said) == f"{ASKED} {said[-1]}"
    assert stand_alone("and for kids?", ["and for kids?"]) == "and for kids?"
    assert stand_alone("and for kids?", []) == "and for kids?"


def test_it_stays_short() -> None:
    assert len(stand_alone("and for kids?", ["How much is a haircut " + "x" * 5_000])) == 500
