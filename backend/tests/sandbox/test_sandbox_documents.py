"""The demo business's documents say what they should, as text."""

# PyMuPDF has no types.
# mypy: disable-error-code="no-untyped-call,attr-defined"

import pymupdf
import pytest

from sandbox.demo_documents import PRICES, demo_documents


@pytest.fixture(scope="module")
def documents() -> dict[str, pymupdf.Document]:
    return {name: pymupdf.open(stream=content) for name, content in demo_documents().items()}


def words_of(document: pymupdf.Document) -> str:
    return " ".join(" ".join(page.get_text() for page in document).split())


def test_every_price_stands_in_row_order(documents: dict[str, pymupdf.Document]) -> None:
    text = words_of(documents["luna-price-list.pdf"])

    for row in (row for rows in PRICES.values() for row in rows):
        parts = [row.service, f"({row.note})" if row.note else "", f"{row.minutes} min", row.price]
        assert " ".join(part for part in parts if part) in text
    assert "Women’s haircut (wash, cut and finish) 45 min €48" in text


def test_sections_are_headings_for_whoever_reads_sizes(documents: dict[str, pymupdf.Document]) -> None:
    spans = [
        span
        for page in documents["luna-price-list.pdf"]
        for block in page.get_text("dict")["blocks"]
        for line in block.get("lines", [])
        for span in line["spans"]
    ]
    large = {span["text"].strip() for span in spans if span["size"] >= 14}

    assert set(PRICES) < large
    assert all(span["size"] < 14 for span in spans if "€" in span["text"])


def test_the_policies_hold_hours_address_and_rules(documents: dict[str, pymupdf.Document]) -> None:
    text = words_of(documents["luna-policies.pdf"])

    for fact in (
        "Saturday: 9:00 to 16:00",
        "+49 30 5550 0142",
        "24 hours before",
        "deposit of €30",
        "patch test",
    ):
        assert fact in text


def test_the_same_program_writes_the_same_bytes() -> None:
    assert demo_documents() == demo_documents()
