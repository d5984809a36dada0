"""Rows of a table that was made by a program: questions with answers, products with prices, or rows of anything."""

import re
from collections.abc import Iterable, Sequence

from app.knowledge.parsing.reading import Outline, Refused

MOST_ROWS = 20_000
MOST_COLUMNS = 100


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Headers as people write them in English, Spanish, Turkish and German.
_QUESTIONS = _listed("question questions q pregunta preguntas soru sorular frage fragen")
_ANSWERS = _listed("answer answers a reply respuesta respuestas cevap cevaplar yanıt yanit antwort antworten")
_NAMES = _listed(
    """
    name product item title service article producto nombre artículo articulo servicio título ürün urun ad adı adi isim
    hizmet başlık produkt artikel leistung bezeichnung titel product_name item_name service_name
    """
)
_PRICES = re.compile(
    r"(?:price|cost|fee|precio|coste|costo|tarifa|fiyat|fiyatı|ücret|ücreti|tutar|preis|kosten)\b"
)
_HEADS = (
    _QUESTIONS
    | _ANSWERS
    | _NAMES
    | _listed(
        """
        description details duration category type day hours opens closes from to phone email address unit
        descripción duración categoría tipo día horario desde hasta teléfono dirección unidad
        açıklama süre kategori tür gün saat telefon adres birim
        beschreibung dauer kategorie art tag uhrzeit öffnungszeiten telefon adresse einheit
        """
    )
)
_DIGIT = re.compile(r"\d")
_MOST_OF = 0.6  # of the rows below


def add_table(outline: Outline, rows: Iterable[Sequence[str]]) -> None:
    """All rows. With a header, a question or a product becomes an entry of its own; other rows say "column: value"."""
    filled = []
    for row in rows:
        cells = [" ".join(cell.split()) for cell in row[:MOST_COLUMNS]]
        if any(cells):
            filled.append(cells)
        if len(filled) > MOST_ROWS:
            raise Refused("too_much_text")
    while len(filled) > 1 and _width(filled[0]) == 1 < max(map(_width, filled)):  # a title over the table
        outline.paragraph(" ".join(filled.pop(0)))
    if len(filled) < 2 or not _has_header(filled):
        for row in filled:
            outline.row(row)
        outline.end_lines()
        return
    header, body = filled[0], filled[1:]
    heads = [_plain(head) for head in header]
    question, answer = _place(heads, _QUESTIONS), _place(heads, _ANSWERS)
    name = _place(heads, _NAMES)
    has_price = any(_PRICES.search(head) for head in heads)
    for row in body:
        if question is not None and answer is not None:
            _add_answer(outline, header, row, question, answer)
        elif name is not None and has_price and name < len(row) and row[name]:
            outline.entry(row[name], "\n".join(_told(header, row, but=(name,))))
        else:
            outline.row(_told(header, row))
    outline.end_lines()


def _plain(head: str) -> str:
    """In small letters; of a Turkish capital İ they leave a dot of its own."""
    return head.casefold().replace("\u0307", "").strip(":*? ")


def _width(row: Sequence[str]) -> int:
    return sum(map(bool, row))


def _has_header(rows: Sequence[Sequence[str]]) -> bool:
    """The first row is one if it has no digits, says nothing twice, and has a word that headers have, or stands over
    numbers.
    """
    header, body = rows[0], rows[1:]
    worded = [_plain(cell) for cell in header if cell]
    if len(worded) < 2 or len(set(worded)) < len(worded) or any(map(_DIGIT.search, worded)):
        return False
    if any(cell in _HEADS or _PRICES.match(cell) for cell in worded):
        return True
    return any(_stands_over_numbers(place, body) for place, cell in enumerate(header) if cell)


def _stands_over_numbers(place: int, body: Sequence[Sequence[str]]) -> bool:
    cells = [row[place] for row in body if place < len(row) and row[place]]
    return sum(bool(_DIGIT.search(cell)) for cell in cells) > _MOST_OF * len(body)


def _place(heads: Sequence[str], wanted: frozenset[str]) -> int | None:
    return next((place for place, head in enumerate(heads) if head in wanted), None)


def _add_answer(
    outline: Outline, header: Sequence[str], row: Sequence[str], question: int, answer: int
) -> None:
    said = row[answer] if answer < len(row) else ""
    asked = row[question] if question < len(row) else ""
    if said:  # a question that nobody answered would be found instead of an answer
        outline.entry(asked, "\n".join([said, *_told(header, row, but=(question, answer))]))


def _told(header: Sequence[str], row: Sequence[str], but: Iterable[int] = ()) -> list[str]:
    left_out = set(but)
    heads = [*header, *[""] * (len(row) - len(header))]
    return [
        f"{head}: {cell}" if head else cell
        for place, (head, cell) in enumerate(zip(heads, row, strict=False))
        if cell and place not in left_out
    ]
