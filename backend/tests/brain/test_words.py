"""Stop, start and the wish for a person are heard where they are meant, and nowhere else."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.brain.words import Wish, language_of, listen, wish_of

MEANT = {
    Wish.stop: [
        "Stop", "STOP!!", "stop please", "Please stop messaging me.", "You are annoying. Stop texting me!",
        "unsubscribe", "don't message me again", "leave me alone", "basta", "No me escriban más", "Dejen de escribirme",
        "Dur", "dur lütfen", "bana mesaj atmayın", "Stopp", "Hör auf", "schreiben Sie mir nicht mehr",
        "Lasst mich in Ruhe!",
    ],
    Wish.start: [
        "Start", "START!", "resume please", "you can write to me again", "reanudar", "Başla", "devam et", "weiter",
    ],
    Wish.person: [
        "talk to a human", "Can I talk to a person?", "I want a live agent", "human please",
        "put me through to your boss",
        "How much is it? And can I speak to someone from the team?", "i need to speak to somone",
        "hablar con una persona", "Quiero hablar con alguien de verdad", "¿Puedo hablar con el encargado?",
        "insan", "Bir insanla konuşmak istiyorum", "Yetkili biriyle görüşmek istiyorum", "canlı destek",
        "Ich möchte mit einem Menschen sprechen", "Kann ich mit jemandem sprechen?", "mensch",
        "Verbinden Sie mich mit einem Mitarbeiter",
    ],
}  # fmt: skip
ORDINARY = [
    "where is the bus stop?", "stop?", "can you stop by at 5", "Does the massage stop at 5?", "when do I start?",
    "How do I unsubscribe from the newsletter?", "the course starts on Monday", "How much per person?",
    "two persons please", "I don't want to talk to a person", "Are you a human?", "am I talking to a person?",
    "Great! Now a person please told me to come", "para", "para dos personas", "¿Eres una persona?",
    "Necesito una persona que me corte el pelo", "No quiero hablar con una persona", "Mesa para 4 personas por favor",
    "İnsan mısın?", "Kaç kişi?", "Randevum ne kadar sürer", "Bir kişi için masaj", "dur bakalım ne kadar",
    "Bist du ein Mensch?", "2 Personen bitte", "Wann hört der Kurs auf?", "Ich war mit einer Person da",
    "", "👍", "...",
]  # fmt: skip
DATA = Path(__file__).parents[3].parent / "shared" / "data"


@pytest.mark.parametrize(("wish", "text"), [(wish, text) for wish, texts in MEANT.items() for text in texts])
def test_what_is_meant_is_heard(wish: Wish, text: str) -> None:
    found = wish_of(text)
    assert found is not None and found[0] is wish


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_talk_is_left_to_the_model(text: str) -> None:
    assert wish_of(text) is None


def test_of_stop_and_start_the_last_word_counts() -> None:
    heard = listen(["start", "no wait", "stop"])
    assert heard.stop and not heard.start and heard.is_more
    heard = listen(["stop", "sorry", "start"])
    assert heard.start and not heard.stop


def test_our_own_sentences_take_the_customers_language() -> None:
    assert language_of(["Hola, ¿cuánto cuesta un corte?"]) == "es"
    assert language_of(["Merhaba, saç kesimi ne kadar?"]) == "tr"
    assert language_of(["Hallo, was kostet ein Haarschnitt bei euch?"]) == "de"
    assert language_of(["Tell me everything"]) == "en" and language_of(["No"], "es") == "es"
    assert language_of(["👍"]) == "en" and language_of(["👍"], "tr") == "tr"


@given(st.text(max_size=300))
def test_any_text_can_be_listened_to(text: str) -> None:
    wish_of(text)
    language_of([text])


WORDS = ["the", "bus", "at", "noon", "haircut", "does", "it", "cost", "where", "is", "my"]


@given(
    before=st.lists(st.sampled_from(WORDS), min_size=1, max_size=5),
    after=st.lists(st.sampled_from(WORDS), max_size=5),
    word=st.sampled_from(["stop", "start", "basta", "dur", "quit"]),
)
def test_a_command_inside_a_sentence_is_no_command(before: list[str], after: list[str], word: str) -> None:
    found = wish_of(" ".join([*before, word, *after]))
    assert found is None


def _lines(name: str) -> list[dict[str, str]]:
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"no data: {name} does not lie beside the project")
    return [json.loads(line) for line in path.read_text().splitlines()]


# What people who test assistants say to them: these are commands, whatever the data calls them.
_COMMANDS = {"stop", "stop it", "stop please", "please stop it"}


def test_fewer_than_one_ordinary_line_in_a_thousand_is_taken_for_a_wish() -> None:
    lines = [row["text"] for name in ("clinc150", "banking77") for row in _lines(f"{name}/queries.jsonl")]
    wrong = [text for text in lines if text not in _COMMANDS and wish_of(text)]
    assert len(wrong) < len(lines) / 1000, wrong


def test_nine_of_ten_who_ask_for_a_person_are_heard() -> None:
    rows = _lines("bitext_support/messages.jsonl")
    asking = [row["text"] for row in rows if row["intent"] == "contact_human_agent"]
    heard = [text for text in asking if (found := wish_of(text)) and found[0] is Wish.person]
    assert len(heard) >= 0.9 * len(asking)
    about_other_things = ("contact_human_agent", "contact_customer_service")
    others = [row["text"] for row in rows if row["intent"] not in about_other_things]
    assert sum(wish_of(text) is not None for text in others) < len(others) / 1000
