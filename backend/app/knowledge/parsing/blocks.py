"""What reading a document yields."""

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "text"]

CELL_GAP = "   "
"""Stands between the cells of a table row, so that a row can be told from a sentence."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, or a paragraph, or the rows of a table (one line each, cells apart by `CELL_GAP`)."""

    kind: BlockKind
    text: str
    page: int


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """All blocks in reading order. `pages_without_text` (from 1) were pictures, blank or damaged."""

    page_count: int
    blocks: tuple[Block, ...]
    pages_without_text: tuple[int, ...] = ()
