"""Word: headings, paragraphs, lists and tables in the order in which they stand. Macros are never looked at."""

from collections.abc import Iterator
from typing import Any

from docx.opc.part import PartFactory
from docx.package import Package
from docx.parts.document import DocumentPart

from app.knowledge.parsing.archive import checked
from app.knowledge.parsing.reading import Outline, Reading, as_one_page, local_name

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
_WRAPPERS = frozenset(
    ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple")
)
_SPACES = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_CONTENTS = "toc "
_BODY_LEVEL = 9  # the outline level of ordinary text
PartFactory.part_type_for[_WITH_MACROS] = DocumentPart


def read(data: bytes) -> Reading:
    """The body; headers, footers, deleted and hidden text are left out."""
    document: Any = Package.open(checked(data)).main_document_part.document
    walk = _Walk(document)
    walk.body(document.element.body)
    return as_one_page(walk.outline)


class _Walk:
    def __init__(self, document: Any) -> None:
        self.outline = Outline()
        self._styles = {style.style_id: style for style in document.styles if style.style_id}
        self._lists = _Lists(document)

    def body(self, parent: Any) -> None:
        for element in parent:
            name = local_name(element)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                self._table(element)
            elif name in _WRAPPERS:
                self.body(element)

    def _paragraph(self, element: Any) -> None:
        text = _text_of(element)
        if not text.strip():
            return
        style = self._style_of(element)
        name = (style.name or "").lower() if style is not None else ""
        if name.startswith(_CONTENTS):
            return
        if self._is_heading(element, style, name):
            self.outline.heading(text)
        elif mark := self._lists.mark_of(element, style):
            self.outline.line(mark + text)
        else:
            self.outline.paragraph(text)

    def _table(self, table: Any) -> None:
        self.outline.end_lines()
        for row in table.iterchildren(f"{_W}tr"):
            cells = (cell for cell in _unwrapped(row) if local_name(cell) == "tc")
            self.outline.row([" ".join(_text_of(each) for each in cell.iter(f"{_W}p")) for cell in cells])
        self.outline.end_lines()

    def _style_of(self, element: Any) -> Any:
        named = element.find(f"{_W}pPr/{_W}pStyle")
        return None if named is None else self._styles.get(named.get(f"{_W}val"))

    def _is_heading(self, element: Any, style: Any, name: str) -> bool:
        """By its style's name, which Word keeps in English, or by an outline level of its own or of its style."""
        if name == "title" or name.startswith("heading"):
            return True
        level = element.find(f"{_W}pPr/{_W}outlineLvl")
        while level is None and style is not None:
            level = style.element.find(f"{_W}pPr/{_W}outlineLvl")
            style = style.base_style
        return level is not None and int(level.get(f"{_W}val", _BODY_LEVEL)) < _BODY_LEVEL


class _Lists:
    """Numbers as Word would draw them: a counter for each list and level."""

    def __init__(self, document: Any) -> None:
        self._counts: dict[str, list[int]] = {}
        self._formats: dict[tuple[str, str], str] = {}
        self._abstract: dict[str, str] = {}
        try:
            numbering = document.part.numbering_part.element
        except (KeyError, NotImplementedError):  # no list in this document
            return
        for abstract in numbering.iterchildren(f"{_W}abstractNum"):
            for level in abstract.iterchildren(f"{_W}lvl"):
                drawn = level.find(f"{_W}numFmt")
                key = (abstract.get(f"{_W}abstractNumId"), level.get(f"{_W}ilvl"))
                self._formats[key] = "bullet" if drawn is None else drawn.get(f"{_W}val")
        for number in numbering.iterchildren(f"{_W}num"):
            abstract_id = number.find(f"{_W}abstractNumId")
            if abstract_id is not None:
                self._abstract[number.get(f"{_W}numId")] = abstract_id.get(f"{_W}val")

    def mark_of(self, paragraph: Any, style: Any) -> str:
        """What stands before an item; empty for what is no item."""
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        while own is None and style is not None:
            own = style.element.find(f"{_W}pPr/{_W}numPr")
            style = style.base_style
        number = None if own is None else own.find(f"{_W}numId")
        if own is None or number is None or (list_id := number.get(f"{_W}val")) == "0":
            return ""
        level_element = own.find(f"{_W}ilvl")
        level = "0" if level_element is None else level_element.get(f"{_W}val", "0")
        if self._formats.get((self._abstract.get(list_id, ""), level), "bullet") in ("bullet", "none"):
            return "- "
        counts = self._counts.setdefault(list_id, [])
        depth = min(int(level), _BODY_LEVEL) + 1
        counts[depth:] = []
        counts += [0] * (depth - len(counts))
        counts[-1] += 1
        return f"{counts[-1]}. "


def _unwrapped(parent: Any) -> Iterator[Any]:
    for element in parent:
        if local_name(element) in _WRAPPERS:
            yield from _unwrapped(element)
        else:
            yield element


def _text_of(paragraph: Any) -> str:
    found: list[str] = []
    for run in _unwrapped(paragraph):
        if local_name(run) != "r" or _is_hidden(run):
            continue
        for piece in run:
            name = local_name(piece)
            found.append(piece.text or "" if name == "t" else _SPACES.get(name, ""))
    return "".join(found)


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(f"{_W}val", "1") not in ("0", "false")
