"""Excel: sheet by sheet, the values as last calculated. Hidden sheets are left out, macros never looked at."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl

from app.knowledge.parsing.archive import checked
from app.knowledge.parsing.reading import Outline, RawBlock, Reading, Refused
from app.knowledge.parsing.refusals import MAX_PAGES
from app.knowledge.parsing.table import MOST_COLUMNS, add_table

_MOST_ROWS_LOOKED_AT = 200_000
"""Empty ones too: a single cell at the bottom of a sheet makes a million."""

_CURRENCY = re.compile(r'\[\$([^\]-]+)[^\]]*\]|"([^"\d#]{1,4})"|([$€£¥₺])')
_DECIMALS = re.compile(r"0[.,](0+)")


def read(data: bytes) -> Reading:
    """A page for each sheet that is shown, its name as heading."""
    book = openpyxl.load_workbook(checked(data), read_only=True, data_only=True, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if len(sheets) > MAX_PAGES:
        raise Refused("too_many_pages")
    return Reading(_pages(sheets), len(sheets))


def _pages(sheets: Sequence[Any]) -> Iterator[tuple[int, Sequence[RawBlock]]]:
    for number, sheet in enumerate(sheets, start=1):
        outline = Outline()
        sheet.reset_dimensions()  # what a sheet says of its size may be anything
        outline.heading(sheet.title)
        add_table(outline, _rows(sheet))
        blocks = outline.done()
        yield number, blocks if len(blocks) > 1 else []


def _rows(sheet: Any) -> Iterator[list[str]]:
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if number > _MOST_ROWS_LOOKED_AT:
            raise Refused("too_much_text")
        yield [_shown(cell) for cell in row]


def _shown(cell: Any) -> str:
    """The value as a person sees it in the sheet, nearly."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return _number(value, cell.number_format or "")


def _number(value: float, drawn_as: str) -> str:
    if "%" in drawn_as:
        return f"{round(value * 100, 2):g} %"
    decimals = _DECIMALS.search(drawn_as)
    text = f"{value:.{len(decimals.group(1))}f}" if decimals else f"{round(value, 6):.12g}"
    currency = _CURRENCY.search(drawn_as)
    return text if currency is None else f"{text} {next(filter(None, currency.groups()))}"
