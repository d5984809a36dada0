"""Which facts a prompt and a search show."""

from app.knowledge.facts.choosing import MOST_FITTING, as_line, fitting, for_prompt

FACTS = [
    ("Haircut", "45 EUR"),
    ("Beard trim", "20 EUR"),
    ("Sunday", "closed"),
    ("Do you do kids' parties?", "Yes, on Sundays."),
    ("Address", "12 Oak Street"),
]


def test_a_search_shows_the_facts_that_fit() -> None:
    assert fitting(FACTS, "price of a haircut") == [("Haircut", "45 EUR")]
    assert fitting(FACTS, "what is your address?") == [("Address", "12 Oak Street")]
    assert fitting(FACTS, "do you do parties for kids")[0] == ("Do you do kids' parties?", "Yes, on Sundays.")
    assert fitting(FACTS, "is there parking") == []
    assert fitting([], "anything") == []
    assert len(fitting([("Haircut", str(n)) for n in range(9)], "haircut")) == MOST_FITTING


def test_a_prompt_shows_all_facts_where_they_are_few() -> None:
    assert for_prompt(FACTS, ["hello"]) == FACTS


def test_a_prompt_has_room_for_those_that_matter() -> None:
    many = [(f"Thing number {n}", "x" * 100) for n in range(200)] + [("Haircut", "45 EUR")]
    shown = for_prompt(many, ["and", "how much is a haircut?"])
    assert ("Haircut", "45 EUR") in shown
    assert sum(len(as_line(fact)) for fact in shown) <= 4_000
    assert shown == [fact for fact in many if fact in shown]


def test_an_answer_follows_its_question_and_a_value_its_name() -> None:
    assert [as_line(fact) for fact in FACTS[2:4]] == [
        "Sunday: closed",
        "Do you do kids' parties? Yes, on Sundays.",
    ]
