"""What is known to be down is left alone for a while, and looked at again by one at a time."""

from app.brain.context import ModelChoice
from app.brain.outages import Outages
from app.llm.errors import ModelError, ModelErrorKind

FIRST = ModelChoice("openai", "gpt", None, None)
DOWN = ModelError("unavailable", "OpenAI cannot be reached.")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def opened() -> tuple[Outages, Clock]:
    clock = Clock()
    return Outages(clock), clock


def test_nothing_is_down_until_it_failed_and_only_that_is() -> None:
    outages, _ = opened()
    assert outages.fault_of(FIRST) is None
    outages.failed(FIRST, DOWN)
    assert outages.fault_of(FIRST) is DOWN
    assert outages.fault_of(ModelChoice("openai", "gpt", None, b"a key of its own")) is None
    outages.answered(FIRST)
    assert outages.fault_of(FIRST) is None


def test_after_the_pause_one_looks_and_the_others_go_without() -> None:
    outages, clock = opened()
    outages.failed(FIRST, DOWN)
    clock.now += 29
    assert outages.fault_of(FIRST) is DOWN
    clock.now += 2
    assert outages.fault_of(FIRST) is None
    outages.asks(FIRST)
    assert outages.fault_of(FIRST) is DOWN  # for the others, while that one waits


def test_each_look_in_vain_makes_the_pause_longer_up_to_two_minutes() -> None:
    outages, clock = opened()
    outages.failed(FIRST, DOWN)
    for seconds in (60, 120, 120):
        outages.asks(FIRST)
        outages.failed(FIRST, DOWN)
        clock.now += seconds - 1
        assert outages.fault_of(FIRST) is DOWN
        clock.now += 2
        assert outages.fault_of(FIRST) is None


def test_those_who_had_asked_before_it_was_known_make_the_pause_no_longer() -> None:
    outages, clock = opened()
    for _ in range(50):
        outages.failed(FIRST, DOWN)
    clock.now += 31
    assert outages.fault_of(FIRST) is None


def test_a_busy_host_is_left_alone_for_as_long_as_it_asks() -> None:
    outages, clock = opened()
    outages.failed(FIRST, ModelError("rate_limited", "Asked too often.", retry_after=90))
    clock.now += 89
    assert outages.fault_of(FIRST) is not None
    clock.now += 2
    assert outages.fault_of(FIRST) is None


def test_a_fault_that_may_lie_in_the_question_is_nobody_elses() -> None:
    outages, _ = opened()
    outages.failed(FIRST, DOWN)
    kinds: tuple[ModelErrorKind, ...] = ("refused", "bad_answer")
    for kind in kinds:
        outages.failed(FIRST, ModelError(kind, "It says no."))
        assert outages.fault_of(FIRST) is None
