"""A web page: what a visitor reads of it. Menus, scripts and what is hidden are left out."""

import re
from typing import Any

from lxml import etree, html

from app.knowledge.parsing.layout import letters
from app.knowledge.parsing.read_text import decoded
from app.knowledge.parsing.reading import Outline, Reading, Refused, as_one_page, local_name

_DROPPED = frozenset((
    "script", "style", "noscript", "template", "svg", "math", "canvas", "iframe", "object", "embed", "audio", "video",
    "map", "nav", "head", "link", "meta", "button", "select", "option", "textarea", "input", "datalist", "dialog",
))  # fmt: skip
_DROPPED_ROLES = frozenset(("navigation", "search", "menu", "menubar", "dialog", "alertdialog", "tablist"))
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "legend", "li", "main", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTS = frozenset(("ul", "ol"))
_ITEMS = frozenset(("li", "dt", "dd"))
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity)\s*:\s*0(?:\.0+)?(?:px|em|rem|%)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_:-]{2,40})", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_MENU_LINKS = 3
_WORDED_MAIN = 100  # letters that a <main> must hold to be the page


def read(data: bytes) -> Reading:
    """The page's main text, under its title."""
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    return read_markup(decoded(data, declared.group(1).decode() if declared else ""))


def read_markup(markup: str) -> Reading:
    """The same, of text."""
    # Given a text, lxml would believe what the page says of its encoding.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        page = html.document_fromstring(markup.encode("utf-8", "replace") or b" ", parser=parser)
    except etree.ParserError:
        raise Refused("empty") from None
    if any("depth" in error.message.lower() for error in parser.error_log):
        raise Refused("broken")  # the rest of it would be missing
    title = " ".join((page.findtext(".//title") or "").split())
    whole = _Walk(page).outline
    mains = [element for element in page.iter("main") if not _is_hidden(element)]
    main = _Walk(mains[0]).outline if len(mains) == 1 else None
    return as_one_page(main if main is not None and _is_worded(main) else whole, title)


def _is_worded(outline: Outline) -> bool:
    return letters("".join(text for _, text in outline.done())) >= _WORDED_MAIN


class _Walk:
    """One way through the tree, without recursion: a hostile page is deeper than a program's stack."""

    def __init__(self, root: Any) -> None:
        self.outline = Outline()
        self._text: list[str] = []
        self._items: list[str] = []
        self._counts: list[int] = []
        passed_by = None
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            name = local_name(element)
            if event == "end":
                if element is not passed_by:
                    self._leave(name)
                if element is not root and element.tail:
                    self._text.append(_spaced(element.tail))
            elif self._is_read(element, name):
                self._enter(element, name)
            else:
                passed_by = element
                walk.skip_subtree()
        self._flush()

    def _is_read(self, element: Any, name: str) -> bool:
        """False for what is left out, and for a table, which is read here and now."""
        if name in _DROPPED or _is_hidden(element) or _is_menu(element, name):
            return False
        if name == "table" and element.find(".//table") is None:  # one of many would be there for its looks
            self._flush()
            self._table(element)
            return False
        return True

    def _enter(self, element: Any, name: str) -> None:
        if name in _BLOCKS or name in _HEADINGS:
            self._flush()
        if name in _LISTS:
            if not self._counts:
                self.outline.end_lines()
            self._counts.append(0)
        elif name in _ITEMS:
            self._items.append(self._mark(element))
        elif name == "br":
            self._text.append("\n")
        if element.text:
            self._text.append(str(element.text) if name == "pre" else _spaced(element.text))

    def _leave(self, name: str) -> None:
        if name in _HEADINGS:
            text, self._text = "".join(self._text), []
            self.outline.heading(text)
        elif name in _BLOCKS:
            self._flush()
        if name in _LISTS:
            self._counts.pop()
            if not self._counts:
                self.outline.end_lines()
        elif name in _ITEMS:
            self._items.pop()

    def _mark(self, item: Any) -> str:
        """What stands before an item on the screen."""
        above = local_name(item.getparent())
        if above == "ol":
            self._counts[-1] += 1
            return f"{self._counts[-1]}. "
        return "- " if above == "ul" else ""

    def _flush(self) -> None:
        text, self._text = "".join(self._text), []
        if not text.strip():
            return
        if self._items:
            self.outline.line(self._items[-1] + text.strip())
            self._items[-1] = ""  # only its first paragraph is marked
        else:
            self.outline.paragraph(text)

    def _table(self, table: Any) -> None:
        self.outline.end_lines()
        for row in table.iter("tr"):
            if not _is_hidden(row):
                self.outline.row([_words_of(cell) for cell in row if local_name(cell) in ("td", "th")])
        self.outline.end_lines()


def _spaced(text: str) -> str:
    """Line ends of the source are spaces on the screen."""
    return re.sub(r"\s+", " ", text)


def _words_of(cell: Any) -> str:
    """The text of a cell, its paragraphs apart."""
    found: list[str] = []
    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walk:
        name = local_name(element)
        if event == "start" and (name in _DROPPED or _is_hidden(element)):
            walk.skip_subtree()
            continue
        if name in _BLOCKS or name == "br" or name in _HEADINGS:
            found.append(" ")
        if event == "start":
            found.append(element.text or "")
        elif element is not cell:
            found.append(element.tail or "")
    return "".join(found)


def _is_hidden(element: Any) -> bool:
    get = element.get
    return (
        get("hidden") is not None
        or get("aria-hidden") == "true"
        or (get("role") or "") in _DROPPED_ROLES
        or bool(_HIDING.search(get("style") or ""))
    )


def _is_menu(element: Any, name: str) -> bool:
    """A list of nothing but links."""
    if name not in _LISTS:
        return False
    links = list(element.iter("a"))
    if len(links) < _MENU_LINKS:
        return False
    linked = sum(letters(link.text_content()) for link in links)
    return linked >= letters(element.text_content())
