"""A PDF that the owner uploads becomes blocks, or is refused with a sentence the owner can act on."""

import asyncio
import os
import shutil
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from app.knowledge.parsing import ocr, parse, read_pdf
from app.knowledge.parsing.blocks import Block, ParsedDocument
from app.knowledge.parsing.kinds import PDF
from app.knowledge.parsing.parse import parse_document
from app.knowledge.parsing.reading import Refused
from app.knowledge.parsing.refusals import MAX_BYTES, DocumentRefused


async def parse_pdf(data: bytes, **options: Any) -> ParsedDocument:
    return await parse_document(data, PDF, **options)


async def code_of(data: bytes) -> str:
    with pytest.raises(DocumentRefused) as refused:
        await parse_pdf(data)
    assert refused.value.text.endswith(".")
    return refused.value.code


async def test_large_type_is_a_heading_and_a_price_list_keeps_its_rows(make_pdf):
    read = await parse_pdf(
        make_pdf(
            [
                (50, 60, 22, "Luna Hair Studio"),
                (50, 100, 14, "Prices"),
                (50, 130, 11, "Women's haircut"),
                (250, 130, 11, "45 min"),
                (400, 130, 11, "£48"),
                (50, 148, 11, "Men's haircut"),
                (250, 148, 11, "30 min"),
                (400, 148, 11, "£29"),
            ]
        )
    )

    headings = [block.text for block in read.blocks if block.kind == "heading"]
    rows = [line for block in read.blocks if block.kind == "text" for line in block.text.split("\n")]
    assert headings == ["Luna Hair Studio", "Prices"]
    assert rows == ["Women's haircut   45 min   £48", "Men's haircut   30 min   £29"]


async def test_type_just_below_fourteen_points_is_text(make_pdf):
    read = await parse_pdf(make_pdf([(50, 60, 13.5, "Cancellation"), (50, 120, 10, "Free until noon.")]))

    assert [block.kind for block in read.blocks] == ["text", "text"]


async def test_two_columns_are_read_one_after_the_other(make_pdf):
    def column(name: str, x: float) -> list[tuple[float, float, float, str]]:
        return [
            (x, 120 + 11 * i, 9, f"{name} line {i} goes on for a good while until here") for i in range(6)
        ]

    drawn = [line for pair in zip(column("Left", 40), column("Right", 320), strict=True) for line in pair]
    read = await parse_pdf(make_pdf([(40, 60, 18, "House rules of the studio"), *drawn]))

    text = " ".join(block.text for block in read.blocks)
    assert text.startswith("House rules of the studio Left line 0")
    assert text.index("Left line 5") < text.index("Right line 0")


async def test_a_word_broken_at_the_end_of_a_line_is_whole_again(make_pdf):
    read = await parse_pdf(
        make_pdf(
            [
                (50, 60, 11, "Please give us twenty-four hours if you must can-"),
                (50, 74, 11, "cel your visit."),
            ]
        )
    )

    assert read.blocks == (
        Block("text", "Please give us twenty-four hours if you must cancel your visit.", 1),
    )


async def test_progress_is_told_page_by_page(make_pdf):
    told: list[tuple[int, int]] = []

    async def tell(read: int, of: int) -> None:
        told.append((read, of))

    read = await parse_pdf(
        make_pdf(*[[(50, 60, 11, f"Page number {n}")] for n in range(1, 4)]), on_progress=tell
    )

    assert told == [(1, 3), (2, 3), (3, 3)]
    assert [(block.page, block.text) for block in read.blocks] == [
        (n, f"Page number {n}") for n in range(1, 4)
    ]


def page_of_a_brochure(number: int) -> list[tuple[float, float, float, str]]:
    return [
        (50, 30, 9, "Luna Hair Studio"),
        (400, 30, 9, "Winter"),
        (50, 60, 9, f"Treatment {number}"),
        (200, 60, 9, "45 min"),
        (50, 75, 9, "Price"),
        (200, 75, 9, f"{40 + 3 * number}"),
        (50, 120, 11, f"This is said on page {number} alone."),
        (50, 810, 9, "12 High Street, 555-0142"),
        (500, 830, 9, f"{number} / 4"),
    ]


async def test_headers_and_footers_are_said_once_and_page_numbers_never(make_pdf):
    read = await parse_pdf(make_pdf(*[page_of_a_brochure(number) for number in range(1, 5)]))

    pages = [" | ".join(b.text for b in read.blocks if b.page == number) for number in range(1, 5)]
    assert pages[0] == (
        "Luna Hair Studio   Winter | Treatment 1   45 min | Price   43 | "
        "This is said on page 1 alone. | 12 High Street, 555-0142"
    )
    assert pages[1:] == [
        f"Treatment {number}   45 min | Price   {40 + 3 * number} | This is said on page {number} alone."
        for number in range(2, 5)
    ]


async def test_a_page_without_text_among_others_is_named(make_pdf):
    read = await parse_pdf(
        make_pdf([(50, 60, 11, "We open at nine.")], [], [(50, 60, 11, "We close at six.")])
    )

    assert read.pages_without_text == (2,)


async def test_nothing_at_all_is_empty():
    assert await code_of(b"") == "empty"


async def test_blank_pages_are_empty(make_pdf):
    assert await code_of(make_pdf([], [])) == "empty"


async def test_a_password_is_needed(make_pdf):
    locked = make_pdf(
        [(50, 60, 11, "Secret prices")],
        encryption=pymupdf.PDF_ENCRYPT_AES_256,
        user_pw="open",
        owner_pw="own",
    )

    assert await code_of(locked) == "encrypted"


async def test_an_owner_password_alone_keeps_nobody_from_reading(make_pdf):
    read = await parse_pdf(
        make_pdf([(50, 60, 11, "Public prices")], encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="own")
    )

    assert read.blocks[0].text == "Public prices"


async def test_a_damaged_file_is_broken():
    assert await code_of(b"%PDF-1.7\n" + bytes(range(256)) * 40) == "broken"


async def test_a_scan_is_refused_even_with_a_stray_word_on_it():
    document = pymupdf.open()
    picture = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 200, 200))
    picture.clear_with(180)
    for _ in range(2):
        page = document.new_page()
        page.insert_image(page.rect, pixmap=picture)
        page.insert_text((50, 800), "page 1", fontsize=8)

    assert await code_of(document.tobytes()) == "no_text"


async def test_a_form_that_says_please_wait_is_a_placeholder(make_pdf):
    notice = [
        (50, 60, 11, "Please wait..."),
        (50, 80, 11, "If this message is not eventually replaced with the proper contents of the"),
        (50, 94, 11, "document, your PDF viewer may not be able to display this type of document."),
    ]

    assert await code_of(make_pdf(notice)) == "placeholder"


async def test_a_leaflet_that_begins_with_please_wait_is_a_leaflet(make_pdf):
    lines = [(50, 60 + 14 * n, 11, f"Please wait to be seated, and mind step number {n}.") for n in range(3)]

    assert (await parse_pdf(make_pdf(lines))).page_count == 1


async def test_too_large_and_too_many_pages(make_pdf):
    assert await code_of(b"%PDF-1.7" + bytes(MAX_BYTES)) == "too_large"
    assert await code_of(make_pdf(*[[(50, 60, 11, "x")]] * 501)) == "too_many_pages"
    assert (await parse_pdf(make_pdf(*[[(50, 60, 11, "x")]] * 500))).page_count == 500


def text_bomb(characters: int) -> bytes:
    """A page of a few hundred kilobytes that unfolds into this many characters."""
    packer = zlib.compressobj(9)
    shown = b"(" + b"a" * 10_000 + b") Tj "
    packed = packer.compress(b"BT /F1 1 Tf ") + b"".join(
        packer.compress(shown) for _ in range(characters // 10_000)
    )
    packed += packer.compress(b"ET") + packer.flush()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9000000000 800] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    ]
    body = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, part) for n, part in enumerate(parts, 1))
    return body + b"trailer << /Root 1 0 R /Size 5 >>\n"


async def test_a_file_that_unfolds_to_gigabytes_is_refused_and_spares_this_process():
    bomb = text_bomb(30_000_000)
    before = peak_memory()

    assert await code_of(bomb) == "timed_out"

    assert peak_memory() - before < 100_000_000


async def test_a_parser_that_hangs_is_ended_with_all_its_children(monkeypatch, tmp_path, make_pdf):
    pids = tmp_path / "pids"
    stubborn = f"sleep 600 & echo $$ $! > {pids}.tmp; mv {pids}.tmp {pids}; wait"
    monkeypatch.setattr(parse, "_COMMAND", ("/bin/sh", "-c", stubborn))
    reading = asyncio.create_task(parse_pdf(make_pdf([(50, 60, 11, "x")])))
    await until(pids.exists)

    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading

    family = [int(pid) for pid in pids.read_text().split()]
    await until(lambda: not any(map(is_running, family)))


async def test_a_parser_that_takes_too_long_is_a_refusal(monkeypatch, make_pdf):
    monkeypatch.setattr(parse, "_COMMAND", ("/bin/sh", "-c", "sleep 600"))
    with pytest.raises(DocumentRefused) as refused:
        await parse_pdf(make_pdf([(50, 60, 11, "x")]), wall_seconds=0.2)

    assert refused.value.code == "timed_out"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("not json", "broken"),
        ('["a list"]', "broken"),
        ('{"refused": "something new"}', "broken"),
        ('{"page": 1}', "broken"),
        ('{"page_count": "many"}', "broken"),
    ],
)
async def test_a_parser_that_was_taken_over_cannot_make_us_believe_anything(
    monkeypatch, make_pdf, said, code
):
    monkeypatch.setattr(parse, "_COMMAND", ("/bin/sh", "-c", f"cat > /dev/null; echo '{said}'"))

    assert await code_of(make_pdf([(50, 60, 11, "x")])) == code


async def test_endless_output_is_cut_off(monkeypatch, make_pdf):
    monkeypatch.setattr(parse, "_COMMAND", ("/bin/sh", "-c", "cat > /dev/null; tr '\\0' x < /dev/zero"))

    assert await code_of(make_pdf([(50, 60, 11, "x")])) == "too_much_text"


def peak_memory() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


async def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def scan(text: str) -> bytes:
    """A page that is only a picture of its words."""
    drawn = pymupdf.open()
    page = drawn.new_page()
    page.insert_text((60, 70), "Luna Hair Studio price list", fontsize=22)
    page.insert_text((60, 120), "Women's haircut", fontsize=12)
    page.insert_text((300, 120), text, fontsize=12)
    document = pymupdf.open()
    pictured = document.new_page()
    pictured.insert_image(pictured.rect, pixmap=page.get_pixmap(dpi=150))
    made: bytes = document.tobytes()
    return made


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
async def test_the_words_on_a_scan_are_recognised():
    read = await parse_pdf(scan("48 euros"))

    assert [(block.kind, block.text) for block in read.blocks] == [
        ("heading", "Luna Hair Studio price list"),
        ("text", "Women's haircut   48 euros"),
    ]


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_a_scan_of_many_pages_is_not_half_read(monkeypatch):
    monkeypatch.setattr(ocr, "MAX_SCANNED_PAGES", 1)
    monkeypatch.setattr(ocr, "_take_more_time", lambda: None)
    document = pymupdf.open(stream=scan("48 euros"), filetype="pdf")
    document.insert_pdf(pymupdf.open(stream=scan("52 euros"), filetype="pdf"))

    with pytest.raises(Refused) as refused:
        list(read_pdf.read(document.tobytes()).pages)
    assert refused.value.code == "scan_too_long"


def test_without_tesseract_a_scan_is_a_scan(monkeypatch):
    monkeypatch.setattr(ocr, "_installed", lambda: None)

    with pytest.raises(Refused) as refused:
        list(read_pdf.read(scan("48 euros")).pages)
    assert refused.value.code == "no_text"
