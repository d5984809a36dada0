"""What reading a document yields."""

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "entry", "text"]

CELL_GAP = "   "
"""Stands between the cells of a table row, so that a row can be told from a sentence."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, or a paragraph, or the rows of a table (one line each, cells apart by `CELL_GAP`).

    An entry is the heading of what is found whole: the question of an answer, the name of a product.
    """

    kind: BlockKind
    text: str
    page: int


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """All blocks in reading order. `page_count` counts slides and sheets too; None: there are no pages, and every
    block stands on page 1. `pages_without_text` (from 1) were pictures, blank or damaged.
    """

    page_count: int | None
    blocks: tuple[Block, ...]
    pages_without_text: tuple[int, ...] = ()
    title: str = ""
    """What a web page says that it is called; empty for all others."""
