"""Chunks that stand beside each other are one text again, within the room there is."""

from uuid import UUID

from app.knowledge.passages import MOST_CHARACTERS, Piece, joined

DOCUMENT = UUID(int=1)


def piece(ordinal: int, text: str, section: str = "Cuts", document: UUID = DOCUMENT) -> Piece:
    return Piece(
        UUID(int=100 * document.int + ordinal),
        document,
        "Prices.pdf",
        section,
        ordinal + 1,
        text,
        None,
        None,
        ordinal,
    )


def test_neighbours_that_were_both_found_are_one_passage_without_what_is_repeated() -> None:
    one, two = (
        piece(0, "A haircut is 45 €. Children pay half."),
        piece(1, "Children pay half. Dogs pay nothing."),
    )
    other = piece(5, "We open at nine.", "Hours")
    passages = joined([one, two, other], {two.id: 0.9, other.id: 0.8, one.id: 0.7})
    assert [(p.text, p.page, p.score) for p in passages] == [
        ("A haircut is 45 €. Children pay half. Dogs pay nothing.", 2, 0.9),
        ("We open at nine.", 6, 0.8),
    ]
    assert passages[0].found == (two.text, one.text)


def test_what_was_cut_in_mid_section_gets_its_neighbours_but_no_other_section() -> None:
    before, hit, after, next_section = (
        piece(0, "One."),
        piece(1, "Two."),
        piece(2, "Three."),
        piece(3, "Four.", "Dogs"),
    )
    (passage,) = joined([before, hit, after], {hit.id: 0.5})
    assert (passage.text, passage.found) == ("One.\nTwo.\nThree.", ("Two.",))
    passages = joined([hit, next_section], {hit.id: 0.5, next_section.id: 0.4})
    assert [p.text for p in passages] == ["Two.", "Four."]


def test_no_chunk_that_was_found_is_left_out_for_a_neighbour() -> None:
    long = "x" * (MOST_CHARACTERS // 2)
    hit, neighbour, second = piece(0, long), piece(1, long), piece(7, long, "Other")
    assert [p.found for p in joined([hit, neighbour, second], {hit.id: 2, second.id: 1})] == [
        (long,),
        (long,),
    ]
    (only,) = joined([hit, neighbour], {hit.id: 2})
    assert only.text == f"{long}{neighbour.text[600:]}"


def test_the_rest_of_a_small_knowledge_follows_what_was_found() -> None:
    hit, rest = piece(3, "Found."), piece(0, "Never asked.", "Story", UUID(int=2))
    passages = joined([rest, hit], {hit.id: 0.4})
    assert [(p.text, p.score, p.found) for p in passages] == [
        ("Found.", 0.4, ("Found.",)),
        ("Never asked.", 0.0, ()),
    ]
