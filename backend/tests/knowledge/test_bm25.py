"""Words become sparse vectors that agree between a document and a question, in their languages."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.language import detect_language, written_in
from app.knowledge.vectors.bm25 import AVERAGE_TERMS, PAIR_WEIGHT, sparse_document, sparse_query
from app.knowledge.vectors.words import document_terms, lower, question_terms, words


def shared(document: str, language, question: str) -> int:
    return len(set(sparse_document(document, language).indices) & set(sparse_query(question).indices))


@pytest.mark.parametrize(
    ("document", "language", "question"),
    [
        ("Our haircuts are popular.", "en", "haircut"),
        ("Los cortes de pelo cuestan 30 euros.", "es", "CORTE"),
        ("Peluquería infantil", "es", "peluqueria"),
        ("Saç kesimi 500 lira.", "tr", "sac"),
        ("IŞIK salonu", "tr", "ışık"),
        ("İstanbul şubemiz açık.", "tr", "istanbul"),
        ("İSTANBUL", "tr", "Istanbul"),
        ("Open at 10:30.", "en", "10.30"),
        ("It costs €4,50.", "en", "4.50"),
        ("Die Öffnungszeiten der Praxis", "de", "Wann hat die Praxis geöffnet?"),
        ("Сколько стоит стрижка?", "ru", "цена стрижки"),
        ("أسعار قص الشعر", "ar", "كم سعر قص شعر"),
        ("Ο Josh Norman έκανε τέσσερις", "el", "josh norman"),
        ("बाल कटवाने की कीमत", "hi", "कीमत"),
        ("理发价格", "", "价格"),
        ("ราคาตัดผม", "", "ราคา"),
    ],
)
def test_a_question_meets_the_document_whatever_the_form_of_the_word(document, language, question):
    assert shared(document, language, question) >= 1


def test_different_words_do_not_meet():
    assert shared("We colour hair.", "en", "parking") == 0


def test_small_words_do_not_meet_in_their_own_language():
    assert document_terms("The price of the cut", "en") == ["en:price", "en:cut"]
    assert shared("This is what we have.", "en", "what is this") == 0
    assert shared("Der die das", "de", "der die das") == 0


def test_a_stem_of_one_language_is_not_taken_for_a_stem_of_another():
    (terms,) = [each for each in question_terms("pains") if each[0].startswith("en:")]
    assert terms == ["en:pain"]
    assert not set(terms) & set(document_terms("pain au chocolat", "fr"))


def test_neighbours_weigh_on_top_of_their_words_and_less_than_a_word():
    def score(document: str) -> float:
        of_document = sparse_document(document, "en")
        values = dict(zip(of_document.indices, of_document.values, strict=True))
        question = sparse_query("direct deposit")
        return sum(
            values.get(index, 0) * value
            for index, value in zip(question.indices, question.values, strict=True)
        )

    together, apart = score("direct deposit form"), score("deposit form direct")
    assert apart < together < apart * (1 + PAIR_WEIGHT)


def test_turkish_has_two_letters_i():
    assert lower("DIŞ", "tr") == "dış"
    assert lower("İZMİR", "tr") == "izmir"
    assert lower("İZMİR", "en") == "izmir"
    assert lower("DISH", "en") == "dish"


def test_more_of_a_word_weighs_more_but_not_in_proportion_and_long_texts_weigh_less():  # pragma: allowlist secret
    once, thrice = sparse_document("hair", "en").values[0], sparse_document("hair hair hair", "en").values[0]
    padding = " ".join(f"word{n}" for n in range(AVERAGE_TERMS * 3))
    (index,) = sparse_document("hair", "en").indices
    long = sparse_document(f"hair {padding}", "en")

    assert once < thrice < 3 * once
    assert dict(zip(long.indices, long.values, strict=True))[index] < once


def test_prices_and_times_are_one_word():
    assert words("€4.50 at 10:30, 1,200 pieces") == ["4.50", "at", "10.30", "1.200", "pieces"]


@given(st.text(max_size=300))
def test_any_text_gives_a_vector_a_store_accepts(text):
    for vector in (sparse_query(text), sparse_document(text, "tr")):
        assert list(vector.indices) == sorted(set(vector.indices))
        assert all(0 <= index < 2**31 for index in vector.indices)
        assert all(value > 0 for value in vector.values)
        assert len(vector.indices) == len(vector.values)


async def test_threads_do_not_mix_up_their_words():
    texts = [f"customer{n} cancellations{n} running appointments colouring {n}" for n in range(300)]
    alone = [sparse_document(text + " alone", "en") for text in texts]
    together = await asyncio.gather(
        *(asyncio.to_thread(sparse_document, text + " alone", "en") for text in texts)
    )

    assert together == alone


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Please tell us a day before if you cannot come.", "en"),
        ("Le rogamos que avise un día antes si no puede venir.", "es"),
        ("Gelemeyecekseniz lütfen bir gün önce haber verin.", "tr"),
        ("Saç kesimi ve fön", "tr"),
        ("12345", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_document_is_told(text, language):
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Please tell us a day before if you cannot come.", "en"),
        ("Le rogamos que avise un día antes si no puede venir.", "es"),
        ("Gelemeyecekseniz lütfen bir gün önce haber verin.", "tr"),
        ("Bitte sagen Sie uns einen Tag vorher Bescheid, wenn Sie nicht kommen können.", "de"),
        ("Prévenez-nous la veille si vous ne pouvez pas venir.", "fr"),
        ("Пожалуйста, предупредите нас за день.", "ru"),
        ("يرجى إبلاغنا قبل يوم واحد", "ar"),
        ("Παρακαλούμε ενημερώστε μας", "el"),
        ("कृपया हमें एक दिन पहले बताएं", "hi"),
        ("请提前一天告诉我们", ""),
        ("12345", ""),
        ("", ""),
    ],
)
def test_the_language_a_document_is_searched_in_is_told(text, language):
    assert written_in(text) == language
