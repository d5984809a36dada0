"""What the readers of the parser process have in common: what they give back, and how they say no."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.knowledge.parsing.blocks import CELL_GAP, BlockKind
from app.knowledge.parsing.layout import LONGEST_HEADING, clean
from app.knowledge.parsing.refusals import RefusalCode

MAX_CHARACTERS = 10_000_000
RawBlock = tuple[BlockKind, str]


class Refused(Exception):
    """The file cannot be used; `code` is one of `REFUSALS`."""

    def __init__(self, code: RefusalCode) -> None:
        self.code = code


def ran_out(error: Exception) -> bool:
    """Whether memory was at an end; the PDF engine has words for it, but no class."""
    words = str(error).lower()
    return isinstance(error, MemoryError) or "alloc" in words or "memory" in words


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was opened: its pages one by one, each with its number. A long page may come in several lots."""

    pages: Iterator[tuple[int, Sequence[RawBlock]]]
    page_count: int | None = None
    title: str = ""


class Outline:
    """Collects blocks in order. Lines that follow each other directly (items, rows) become one block."""

    def __init__(self) -> None:
        self.blocks: list[RawBlock] = []
        self._lines: list[str] = []
        self._characters = 0

    def heading(self, text: str, kind: BlockKind = "heading") -> None:
        """What is said from here on is about this. Nothing at all, and what is far too long, is no heading."""
        self.end_lines()
        if text := _one_line(text):
            self._add("text" if len(text) > LONGEST_HEADING and kind == "heading" else kind, text)

    def entry(self, name: str, text: str) -> None:
        """A question with its answer, a product with its price: found whole."""
        self.heading(name, "entry")
        self.paragraph(text)

    def paragraph(self, text: str) -> None:
        """Text that stands alone; it keeps its lines."""
        self.end_lines()
        lines = (clean(line) for line in text.splitlines())
        self._add("text", "\n".join(line for line in lines if line))

    def line(self, text: str) -> None:
        """An item of a list, or a row that is one text."""
        if text := _one_line(text):
            self._lines.append(text)

    def row(self, cells: Sequence[str]) -> None:
        """A row of a table; empty cells are left out."""
        worded = [text for cell in cells if (text := _one_line(cell))]
        if worded:
            self._lines.append(CELL_GAP.join(worded))

    def done(self) -> list[RawBlock]:
        """All of it."""
        self.end_lines()
        return self.blocks

    def end_lines(self) -> None:
        """The table or list is over."""
        if self._lines:
            lines, self._lines = self._lines, []
            self._add("text", "\n".join(lines))

    def _add(self, kind: BlockKind, text: str) -> None:
        if text:
            self.blocks.append((kind, text))
            self._characters += len(text)
        if self._characters > MAX_CHARACTERS:
            raise Refused("too_much_text")


def as_one_page(outline: Outline, title: str = "") -> Reading:
    """A file without pages."""
    return Reading(iter([(1, outline.done())]), title=title)


def local_name(element: Any) -> str:
    """The tag of an element of lxml without its namespace; empty for comments and their like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _one_line(text: str) -> str:
    return clean(" ".join(text.split()))
