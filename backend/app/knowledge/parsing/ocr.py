"""The words on scanned pages, where `tesseract` is installed on this machine, in the languages that came with it."""

import resource
import shutil
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import pymupdf

from app.knowledge.parsing.layout import page_blocks
from app.knowledge.parsing.reading import RawBlock
from app.knowledge.parsing.refusals import MAX_SCANNED_PAGES

_DOTS_PER_INCH = 200
_NO_LANGUAGES = frozenset(("osd", "equ"))  # what else lies in its folder
_TEXT_POINTS = 11.0


class Recognition:
    """Recognises up to `MAX_SCANNED_PAGES` pages of one document."""

    def __init__(self, flags: int) -> None:
        self._flags = flags
        self.pages = 0
        self.left_out = 0

    def blocks_of(self, page: Any) -> list[RawBlock]:
        """What can be read on the picture of a page; nothing without tesseract."""
        found = _installed()
        if found is None:
            return []
        if self.pages == MAX_SCANNED_PAGES:
            self.left_out += 1
            return []
        if not self.pages:
            _take_more_time()
        self.pages += 1
        folder, languages = found
        text = page.get_textpage_ocr(
            flags=self._flags, language=languages, dpi=_DOTS_PER_INCH, full=True, tessdata=folder
        )
        raw = page.get_text("dict", textpage=text, flags=self._flags)["blocks"]
        _even(raw)
        return page_blocks(raw)


@cache
def _installed() -> tuple[str, str] | None:
    """The folder of its data, and its languages as it wants them named."""
    if shutil.which("tesseract") is None:
        return None
    folder = pymupdf.get_tessdata()  # type: ignore[no-untyped-call]
    names = sorted(path.stem for path in Path(folder).glob("*.traineddata")) if folder else []
    languages = [name for name in names if name not in _NO_LANGUAGES]
    return (str(folder), "+".join(languages)) if languages else None


def _take_more_time() -> None:
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))


def _even(raw_blocks: Any) -> None:
    """Sizes are guessed from how high a line was drawn: the ordinary line gets the size of ordinary text."""
    spans = [span for raw in raw_blocks for line in raw.get("lines", ()) for span in line["spans"]]
    if spans:
        share = _TEXT_POINTS / max(median(span["size"] for span in spans), 1)
        for span in spans:
            span["size"] *= share
