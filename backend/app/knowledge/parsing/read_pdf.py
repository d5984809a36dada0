"""PDF: its pages as they are drawn. See `layout` for what is a column, a table and a heading."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pymupdf

from app.knowledge.parsing.layout import is_placeholder, letters, page_blocks
from app.knowledge.parsing.ocr import Recognition
from app.knowledge.parsing.reading import RawBlock, Reading, Refused, ran_out
from app.knowledge.parsing.refusals import MAX_PAGES
from app.knowledge.parsing.running_lines import RunningLines

FEW_LETTERS = 20
"""A page with a picture and fewer letters than this is a scan with a stray word on it."""

_SAMPLED_PAGES = 12  # tell what runs through all of them
_BEGINNING = 2000  # characters that tell a notice from a document
_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP


def read(data: bytes) -> Reading:
    """Page by page. A damaged page does not spoil the others."""
    engine: Any = pymupdf
    engine.TOOLS.mupdf_display_errors(False)
    engine.TOOLS.mupdf_display_warnings(False)
    document = engine.open(stream=data, filetype="pdf")
    if document.needs_pass:
        raise Refused("encrypted")
    if document.page_count == 0:
        raise Refused("broken" if document.is_repaired else "empty")
    if document.page_count > MAX_PAGES:
        raise Refused("too_many_pages")
    return Reading(_pages(document), document.page_count)


def _pages(document: Any) -> Iterator[tuple[int, Sequence[RawBlock]]]:
    recognition = Recognition(_FLAGS)
    running = RunningLines(_sample(document))
    beginning = ""
    characters = worded = pictured = recognised = drawn = failed = 0
    for number in range(document.page_count):
        try:
            page = document[number]
            blocks, has_picture, has_marks = _read_page(page, running)
            if has_picture and _is_worded(seen := recognition.blocks_of(page)):
                blocks = seen
                recognised += 1
        except Exception as error:
            if ran_out(error):
                raise
            blocks, has_picture, has_marks = [], False, False
            failed += 1
        text = "\n".join(text for _, text in blocks)
        characters += len(text)
        worded += letters(text) >= (FEW_LETTERS if has_picture else 1)
        pictured += has_picture
        drawn += has_marks
        if len(beginning) < _BEGINNING:
            beginning += text
        yield number + 1, blocks
    if recognition.left_out and 0 < recognised >= worded - recognised:  # half of a scan would be missing
        raise Refused("scan_too_long")
    if not worded:
        damaged = failed or document.is_repaired
        raise Refused("no_text" if pictured else "broken" if damaged else "no_text" if drawn else "empty")
    if is_placeholder(beginning, characters):
        raise Refused("placeholder")


def _sample(document: Any) -> Iterator[tuple[int, Sequence[Mapping[str, Any]], float]]:
    step = max(1, document.page_count // _SAMPLED_PAGES)
    for number in range(0, document.page_count, step):
        try:
            page = document[number]
            yield number, page.get_text("dict", flags=_FLAGS)["blocks"], page.rect.height
        except Exception as error:
            if ran_out(error):
                raise


def _read_page(page: Any, running: RunningLines) -> tuple[list[RawBlock], bool, bool]:
    """The blocks of a page; whether it shows a picture; whether anything at all is drawn on it."""
    drawn = page.get_text("dict", flags=_FLAGS)["blocks"]
    blocks = page_blocks(running.without(page.number, drawn, page.rect.height))
    if _is_worded(blocks):
        return blocks, False, True
    drawings = [kind for kind, _ in page.get_bboxlog()]
    return blocks, any("image" in kind for kind in drawings), bool(drawings)


def _is_worded(blocks: Sequence[RawBlock]) -> bool:
    return letters("".join(text for _, text in blocks)) >= FEW_LETTERS
