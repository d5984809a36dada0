"""From the lines of a page to blocks in reading order. Pure: it knows geometry, not the PDF engine.

Three things are told apart: columns of prose (read one after the other), rows of a table (pieces on the same
baseline, read across) and headings (large type).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

from app.knowledge.parsing.blocks import CELL_GAP, BlockKind
from app.platform.text import storable

HEADING_POINTS = 14.0
LONGEST_HEADING = 200
"""Large type that goes on for longer than this is text for weak eyes, not a heading."""

_PROSE_LINE = 35
_MOST_GROUPS = 400  # beyond it a page is a drawing: no columns are looked for
_BULLET = re.compile(r"(?:[•●▪◦‣·∙\-–—*]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")
_SPACES = re.compile(r"[^\S\n]+")
_PLACEHOLDER = re.compile(r"\s*please\s+wait\b", re.IGNORECASE)


@dataclass(slots=True)
class _Line:
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    text: str
    cells: int = 1
    is_level: bool = True

    @property
    def is_heading(self) -> bool:
        return self.size >= HEADING_POINTS and self.cells == 1


@dataclass(slots=True)
class _Group:
    """Lines that belong together: what the engine took for a block, or the rows of a table."""

    lines: list[_Line]
    is_table: bool = False
    box: tuple[float, float, float, float] = field(init=False)

    def __post_init__(self) -> None:
        self.box = (
            min(line.x0 for line in self.lines),
            min(line.y0 for line in self.lines),
            max(line.x1 for line in self.lines),
            max(line.y1 for line in self.lines),
        )

    @property
    def is_prose(self) -> bool:
        return len(self.lines) >= 3 and median(len(line.text) for line in self.lines) >= _PROSE_LINE


def page_blocks(raw_blocks: Iterable[Mapping[str, Any]]) -> list[tuple[BlockKind, str]]:
    """(kind, text) of everything on a page, in reading order. Takes the engine's "dict" blocks."""
    groups = [_Group(_with_rows(column)) for raw in raw_blocks for column in _columns(_lines_of(raw))]
    groups = _join_tables(groups)
    found: list[tuple[BlockKind, str]] = []
    for group in _in_reading_order(groups):
        found += _blocks_of(group)
    return found


def letters(text: str) -> int:
    """How many letters and digits there are: what makes a text a text."""
    return sum(map(str.isalnum, text))


def is_placeholder(beginning: str, characters: int) -> bool:
    """Whether a document is only the notice that an XFA form shows to programs which cannot draw it."""
    if not _PLACEHOLDER.match(beginning):
        return False
    words = beginning.lower()
    return letters(beginning) <= 40 or (characters < 2000 and ("adobe" in words or "viewer" in words))


def clean(text: str) -> str:
    """Storable, composed (NFC), without soft hyphens, undecodable glyphs and runs of white space."""
    text = unicodedata.normalize("NFC", storable(text)).replace("\u00ad", "").replace("\ufffd", "")
    return _SPACES.sub(" ", text).strip()


def _lines_of(raw: Mapping[str, Any]) -> list[_Line]:
    lines: list[_Line] = []
    for raw_line in raw.get("lines", ()):
        if text := clean("".join(span["text"] for span in raw_line["spans"])):
            x0, y0, x1, y1 = raw_line["bbox"]
            is_level = raw_line["dir"][0] > 0.99
            lines.append(_Line(x0, y0, x1, y1, _dominant_size(raw_line["spans"]), text, is_level=is_level))
    return lines


def _columns(lines: list[_Line]) -> list[list[_Line]]:
    """Columns of prose that were drawn line by line across the page come as one block: part them."""
    for left, right in _cuts([_Group([line]) for line in lines], 0):
        sides = [[line for group in side for line in group.lines] for side in (left, right)]
        if all(_Group(side).is_prose for side in sides):
            return [column for side in sides for column in _columns(side)]
    return [lines] if lines else []


def _with_rows(lines: Iterable[_Line]) -> list[_Line]:
    """Neighbours on one baseline joined into one line."""
    joined: list[_Line] = []
    for line in lines:
        if joined and line.is_level and _same_row(joined[-1], line):
            joined[-1] = _row([joined[-1], line])
        else:
            joined.append(line)
    return joined


def _dominant_size(spans: Sequence[Mapping[str, Any]]) -> float:
    weight: dict[float, int] = {}
    for span in spans:
        size = round(span["size"], 1)
        weight[size] = weight.get(size, 0) + len(span["text"].strip())
    return max(weight, key=lambda size: weight[size])


def _same_row(a: _Line, b: _Line) -> bool:
    """On one baseline and beside each other. Bottoms are compared: a price in small type still lines up."""
    height = min(a.y1 - a.y0, b.y1 - b.y0)
    return abs(a.y1 - b.y1) <= 0.35 * height and (a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1)


def _row(pieces: Sequence[_Line]) -> _Line:
    """Pieces on one baseline as one line, in the direction of its script."""
    from_right = sum(map(_is_rtl, pieces)) * 2 > len(pieces)
    ordered = sorted(pieces, key=lambda piece: piece.x0, reverse=from_right)
    text, cells = ordered[0].text, ordered[0].cells
    for left, right in pairwise(ordered):
        gap = left.x0 - right.x1 if from_right else right.x0 - left.x1
        is_cell = gap > 0.9 * max(left.size, right.size)
        text += (CELL_GAP if is_cell else " " if gap > 0.1 * left.size else "") + right.text
        cells += right.cells if is_cell else right.cells - 1
    return _Line(
        min(piece.x0 for piece in pieces),
        min(piece.y0 for piece in pieces),
        max(piece.x1 for piece in pieces),
        max(piece.y1 for piece in pieces),
        max(pieces, key=lambda piece: len(piece.text)).size,
        text,
        cells,
    )


def _is_rtl(line: _Line) -> bool:
    return next((unicodedata.bidirectional(c) in ("R", "AL") for c in line.text if c.isalpha()), False)


def _join_tables(groups: list[_Group]) -> list[_Group]:
    """Groups of short lines that stand beside each other, baseline to baseline, are one table."""
    cells = sorted((g for g in groups if not g.is_prose), key=lambda g: g.box[1])
    leader: dict[int, int] = {id(g): i for i, g in enumerate(cells)}
    parent = list(range(len(cells)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, a in enumerate(cells):
        for j in range(i + 1, len(cells)):
            b = cells[j]
            if b.box[1] >= a.box[3]:
                break
            if _lines_up(a, b):
                parent[find(j)] = find(i)
    tables: dict[int, list[_Group]] = {}
    for i, group in enumerate(cells):
        tables.setdefault(find(i), []).append(group)
    joined: list[_Group] = []
    for group in groups:
        if id(group) not in leader:
            joined.append(group)
            continue
        root = find(leader[id(group)])
        members = tables.pop(root, None)
        if members is None:
            continue  # came with the first of its table
        joined.append(members[0] if len(members) == 1 else _Group(_rows(members), is_table=True))
    return joined


def _lines_up(a: _Group, b: _Group) -> bool:
    if a.box[2] > b.box[0] + 1 and b.box[2] > a.box[0] + 1:
        return False
    few, many = sorted((a.lines, b.lines), key=len)
    return sum(any(_same_row(x, y) for y in many) for x in few) >= 0.6 * len(few)


def _rows(members: Iterable[_Group]) -> list[_Line]:
    pieces = sorted((line for member in members for line in member.lines), key=lambda line: line.y1)
    rows: list[list[_Line]] = []
    for piece in pieces:
        if rows and all(_same_row(other, piece) for other in rows[-1]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_row(row) for row in rows]


def _in_reading_order(groups: list[_Group]) -> list[_Group]:
    """Columns one after the other, and what spans them where it stands."""
    if len(groups) < 2:
        return groups
    if len(groups) > _MOST_GROUPS:
        return sorted(groups, key=lambda g: (g.box[1], g.box[0]))
    cut = _best_cut(groups)
    if cut is None:
        return sorted(groups, key=lambda g: (g.box[1], g.box[0]))
    return _in_reading_order(cut[0]) + _in_reading_order(cut[1])


def _best_cut(groups: list[_Group]) -> tuple[list[_Group], list[_Group]] | None:
    """Between columns if there are any; else where a title or footer ends that hides columns; else the topmost."""
    if upright := next(_cuts(groups, 0), None):
        return upright
    level = list(_cuts(groups, 1))
    under_a_title = (cut for cut in level if any(_cuts(cut[1], 0)))
    over_a_footer = (cut for cut in reversed(level) if any(_cuts(cut[0], 0)))
    return next(under_a_title, None) or next(over_a_footer, None) or next(iter(level), None)


def _cuts(groups: list[_Group], axis: int) -> Iterator[tuple[list[_Group], list[_Group]]]:
    """Every way to part the groups by a straight line that touches none: axis 0 upright, axis 1 level."""
    if not groups:
        return
    ordered = sorted(groups, key=lambda g: g.box[axis])
    end = ordered[0].box[axis + 2]
    for i, group in enumerate(ordered[1:], start=1):
        if group.box[axis] >= end - 1:
            yield ordered[:i], ordered[i:]
        end = max(end, group.box[axis + 2])


def _blocks_of(group: _Group) -> list[tuple[BlockKind, str]]:
    """Headings and text of one group; a heading may run over several lines of the same size."""
    runs: list[list[_Line]] = []
    for line in group.lines:
        before = runs[-1][-1] if runs else None
        if (
            before
            and before.is_heading == line.is_heading
            and (not line.is_heading or before.size == line.size)
        ):
            runs[-1].append(line)
        else:
            runs.append([line])
    blocks: list[tuple[BlockKind, str]] = []
    for run in runs:
        text = _joined(run)
        is_heading = run[0].is_heading and len(text) <= LONGEST_HEADING and letters(text) > 0
        blocks.append(("heading", text.replace("\n", " ")) if is_heading else ("text", text))
    return blocks


def _joined(lines: Sequence[_Line]) -> str:
    """Lines as paragraphs: wrapped lines flow together, rows, list items and short lines keep their own line."""
    right_edge = max(line.x1 for line in lines)
    left_edge = min(line.x0 for line in lines)
    text = lines[0].text
    for before, line in pairwise(lines):
        if before.cells > 1 or line.cells > 1:
            text += "\n" + line.text
        elif _is_hyphenated(before.text, line.text):
            text = text[:-1] + line.text
        elif _BULLET.match(line.text):
            text += "\n" + line.text
        elif line.text[0].islower() or (
            len(before.text) >= _PROSE_LINE and before.x1 - left_edge >= 0.8 * (right_edge - left_edge)
        ):
            text += " " + line.text
        else:
            text += "\n" + line.text
    return text


def _is_hyphenated(before: str, after: str) -> bool:
    return len(before) > 2 and before[-1] in "-‐" and before[-2].isalpha() and after[0].islower()
