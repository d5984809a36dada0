"""CSV, whatever separates its columns."""

import csv
import io
import re
from collections import Counter

from app.knowledge.parsing.read_text import decoded
from app.knowledge.parsing.reading import MAX_CHARACTERS, Outline, Reading, as_one_page
from app.knowledge.parsing.table import add_table

_SEPARATORS = (",", ";", "\t", "|")
_TRIED_ROWS = 50
_TOLD = re.compile(r"sep=([^\w\s\"]|\t)\r?\n")


def read(data: bytes) -> Reading:
    """Row by row; see `table` for what the header may say."""
    text = decoded(data)
    csv.field_size_limit(MAX_CHARACTERS)
    told = _TOLD.match(text)  # by Excel, in a line of its own
    text = text[told.end() :] if told else text
    separator = told.group(1) if told else _separator(text)
    outline = Outline()
    add_table(outline, csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    return as_one_page(outline)


def _separator(text: str) -> str:
    """The one that cuts most of the first rows into the same number of cells, and into many."""

    def evenness(separator: str) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        widths = Counter(len(row) for row, _ in zip(rows, range(_TRIED_ROWS), strict=False) if row)
        width, rows_of_it = max(widths.items(), key=lambda each: (each[0] > 1, each[1]), default=(1, 0))
        return (rows_of_it if width > 1 else 0, width)

    return max(_SEPARATORS, key=evenness)
