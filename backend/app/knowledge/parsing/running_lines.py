"""Headers, footers and page numbers: what stands at the same height of most pages and says the same. Said once, it is
worth finding (the address in a footer); said on every page, it is in the way of everything else. Pure: it takes the
engine's "dict" blocks.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.knowledge.parsing.layout import HEADING_POINTS

_MARGIN = 0.1  # of the page's height, at its top and at its bottom
_STEP = 4.0  # points: lines that differ by less stand at the same height
_FEWEST_PAGES = 3
_SHARE = 0.4  # left and right pages may differ
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|seite|página|pág\.?|sayfa|p\.)?\s*(\d{1,4})(?:\s*(?:/|of|von|de)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_NUMBER = "\0"  # begins what stands for a page number

Raw = Mapping[str, Any]
_Row = tuple[int, tuple[str, ...]]


class RunningLines:
    """Knows the running lines of one document, and shows each of them once."""

    def __init__(self, sample: Iterable[tuple[int, Sequence[Raw], float]]) -> None:
        """`sample`: number, blocks and height of some pages spread over the document."""
        seen: Counter[_Row] = Counter()
        pages = 0
        for number, blocks, height in sample:
            pages += 1
            seen.update({row for row, _ in _rows(number, blocks, height)})
        fewest = max(_FEWEST_PAGES, _SHARE * pages)
        self._running = {row for row, count in seen.items() if count >= fewest}
        self._shown: set[_Row] = set()

    def without(self, number: int, blocks: Sequence[Raw], height: float) -> Sequence[Raw]:
        """The blocks of a page without the running lines that an earlier page has shown."""
        if not self._running:
            return blocks
        dropped: set[int] = set()
        for row, lines in _rows(number, blocks, height):
            if row not in self._running:
                continue
            if row in self._shown or all(text.startswith(_NUMBER) for text in row[1]):
                dropped.update(map(id, lines))
            self._shown.add(row)
        if not dropped:
            return blocks
        return [
            {**block, "lines": [line for line in block["lines"] if id(line) not in dropped]}
            for block in blocks
            if "lines" in block
        ]


def _rows(number: int, blocks: Iterable[Raw], height: float) -> Iterator[tuple[_Row, list[Raw]]]:
    """What stands at the top and at the bottom of a page, all lines of one height together: a cell that says the same
    on every page does not make a header of its row.
    """
    by_height: dict[int, list[tuple[float, str, Raw]]] = {}
    for block in blocks:
        for line in block.get("lines", ()):
            x0, y0, _, y1 = line["bbox"]
            text = " ".join("".join(span["text"] for span in line["spans"]).split())
            if text and not height * _MARGIN < (y0 + y1) / 2 < height * (1 - _MARGIN):
                by_height.setdefault(round(y1 / _STEP), []).append((x0, text, line))
    for step, pieces in by_height.items():
        pieces.sort(key=lambda piece: piece[:2])
        texts = tuple(_told(number, text, line) for _, text, line in pieces)
        yield (step, texts), [line for _, _, line in pieces]


def _told(number: int, text: str, line: Raw) -> str:
    """The text; of a page number only how far it is from the page's place, which is the same on every page: prices
    do not count the pages. In ordinary type, because a large "Page 3" is what somebody called a chapter.
    """
    found = _PAGE_NUMBER.fullmatch(text)
    if found is None or any(span["size"] >= HEADING_POINTS for span in line["spans"]):
        return text
    return f"{_NUMBER}{int(found.group(1)) - number}"
