"""PowerPoint: slide by slide, its title as heading. Hidden slides and the speaker's notes are left out."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pptx

from app.knowledge.parsing.archive import checked
from app.knowledge.parsing.reading import Outline, RawBlock, Reading, Refused
from app.knowledge.parsing.refusals import MAX_PAGES


def read(data: bytes) -> Reading:
    """A page for each slide."""
    slides = list(pptx.Presentation(checked(data)).slides)
    if len(slides) > MAX_PAGES:
        raise Refused("too_many_pages")
    return Reading(_pages(slides), len(slides))


def _pages(slides: Sequence[Any]) -> Iterator[tuple[int, Sequence[RawBlock]]]:
    for number, slide in enumerate(slides, start=1):
        outline = Outline()
        if slide.element.get("show") not in ("0", "false"):
            title = slide.shapes.title
            if title is not None:
                outline.heading(title.text_frame.text)
            for shape in _in_reading_order(slide.shapes):
                if title is None or shape.shape_id != title.shape_id:
                    _add(outline, shape)
        yield number, outline.done()


def _in_reading_order(shapes: Iterable[Any]) -> Iterator[Any]:
    """From top to bottom; a group stands where it begins."""
    for shape in sorted(shapes, key=lambda each: (each.top or 0, each.left or 0)):
        if hasattr(shape, "shapes"):
            yield from _in_reading_order(shape.shapes)
        else:
            yield shape


def _add(outline: Outline, shape: Any) -> None:
    if shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            outline.line(paragraph.text.replace("\v", " "))
        outline.end_lines()
    elif shape.has_table:
        for row in shape.table.rows:
            outline.row([cell.text_frame.text for cell in row.cells if not cell.is_spanned])
        outline.end_lines()
