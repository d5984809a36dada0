"""What else never leaves: instructions, names of tools, keys, words and topics that the business bans, endless text."""

import pytest

from app.agents.house_rules import HouseRules, Topic, mentions
from app.brain.guards.examine import LONGEST_ANSWER, Grounds, examine, is_unproven
from app.brain.prompt import RULES

FACTS = "We are open from Monday to Friday and our wifi password is luna2024salon."


def codes(answer: str, **more: object) -> list[str]:
    grounds = {
        "sources": [FACTS], "done": frozenset(), "instructions": RULES,
        "tool_names": ["search_knowledge", "ask_a_person"], "banned_words": ["cheap", "Günstig"],
        "banned_topics": [Topic("medicine", ["aspirin", "side effects"])],
    } | more  # fmt: skip
    return [finding.code for finding in examine(answer, Grounds(**grounds))]  # type: ignore[arg-type]


def test_an_ordinary_answer_has_nothing_wrong_with_it() -> None:
    assert codes("Yes, gladly! Which day suits you?") == []


def test_the_instructions_are_not_recited() -> None:
    rule = next(line for line in RULES.splitlines() if line.startswith("- Prices"))
    assert codes(f"My rules are: {rule.upper()}") == ["leaked_prompt"]
    assert codes("Never guess one, we say here.") == []


def test_a_tool_is_not_named_and_a_call_is_not_written_out() -> None:
    assert codes('<function=search_knowledge>{"query": "x"}') == ["leaked_prompt"]
    assert codes("I will search our knowledge and ask a person.") == []


@pytest.mark.parametrize(
    "key",
    [
        "sk-proj-" + "abcd1234" * 4, "gsk_" + "abcd1234" * 4, "EAA" + "Gm0PX4ZCps" * 3,
        "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc", "-----BEGIN " + "RSA PRIVATE KEY-----", "a1" * 20,
    ],
)  # fmt: skip
def test_nothing_that_looks_like_a_key_leaves_unless_the_business_wrote_it_down(key: str) -> None:
    assert codes(f"Here it is: {key}") == ["leaked_key"]
    assert codes(f"Here it is: {key}", sources=[f"Use {key} at the door."]) == []
    assert codes("The wifi password is luna2024salon.") == []


def test_banned_words_count_as_whole_words_in_any_case_and_accents() -> None:
    assert codes("It is CHEAP!") == ["banned_word"]
    assert codes("Sehr gunstig") == ["banned_word"]
    assert codes("A cheapskate would say so.") == []


def test_a_banned_topic_is_known_by_its_words() -> None:
    assert codes("Take an aspirin.") == ["banned_topic"]
    assert codes("It has no side effects.") == ["banned_topic"]


def test_a_model_that_runs_away_is_stopped() -> None:
    assert codes("ha" * LONGEST_ANSWER) == ["too_long"]


def test_only_what_could_not_be_proven_is_called_so() -> None:
    grounds = Grounds([FACTS], frozenset(), RULES, [], ["cheap"])
    assert is_unproven(examine("It is €5.", grounds))
    assert not is_unproven(examine("It is a cheap €5.", grounds))


def test_rules_are_read_from_their_row_and_no_row_means_none() -> None:
    assert HouseRules.read(None, None) == HouseRules([], [], [])
    rules = HouseRules.read('["x"]', '[{"name": "n", "words": ["w"], "rule": "suggest"}]')
    assert rules == HouseRules(["x"], [], [Topic("n", ["w"])])


def test_phrases_are_found_between_other_words() -> None:
    assert mentions("About Side Effects, please", ["side effects"]) == "side effects"
    assert mentions("besides effects", ["side effects"]) is None
    assert mentions("anything", []) is None
