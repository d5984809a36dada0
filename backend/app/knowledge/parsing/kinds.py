"""What a file is, told by its content. Its name is only asked whether it says the same."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from app.knowledge.parsing.refusals import DocumentRefused

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML = "text/html"
MARKDOWN = "text/markdown"
CSV = "text/csv"
PLAIN_TEXT = "text/plain"
ANSWERS = "application/vnd.frontdesk.answers+json"
"""Questions with their answers, typed by hand: no file that anybody uploads."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that can be read. The first of its endings is the one it gets from us."""

    media_type: str
    called: str
    endings: tuple[str, ...]


KINDS = (
    Kind(PDF, "a PDF", (".pdf",)),
    Kind(DOCX, "a Word document", (".docx", ".docm")),
    Kind(PPTX, "a PowerPoint presentation", (".pptx", ".pptm")),
    Kind(XLSX, "an Excel workbook", (".xlsx", ".xlsm")),
    Kind(HTML, "a web page", (".html", ".htm", ".xhtml")),
    Kind(MARKDOWN, "a Markdown text", (".md", ".markdown")),
    Kind(CSV, "a CSV table", (".csv", ".tsv")),
    Kind(PLAIN_TEXT, "a plain text", (".txt",)),
)
_BY_TYPE = {kind.media_type: kind for kind in KINDS}
_BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}
_TEXTS = (HTML, MARKDOWN, CSV, PLAIN_TEXT)
_OFFICE = {DOCX: b"word/document", PPTX: b"ppt/presentation", XLSX: b"xl/workbook"}
_PDF_HEADER_WITHIN = 1024
_LOOKED_AT = 64 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_PAGE_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?>(?:<\?xml[^>]*>|<!--.*?-->)\s*)*+<(?:!doctype\s+html|html)\b",
                          re.IGNORECASE | re.DOTALL)  # fmt: skip


def kind_of(content: bytes, filename: str) -> Kind:
    """What can read the file. Raises `DocumentRefused`: nothing here can, or the name says something else."""
    named = _BY_ENDING.get(PurePosixPath(filename).suffix.lower())
    if named and content.startswith(_OLD_OFFICE) and _LOCKED_OFFICE in content:
        raise DocumentRefused("encrypted")
    found = _kind_of(content, named)
    if named is None and found is None:
        raise DocumentRefused("unreadable_kind")
    if named is None or named is found:
        assert found is not None
        return found
    inside = f"it holds {found.called}" if found else "it holds something else"
    raise DocumentRefused(
        "content_mismatch",
        f"The name of this file says that it is {named.called}, but {inside}. "
        "Save it anew from the program that made it and upload it again.",
    )


def ending_of(media_type: str) -> str:
    """The usual ending of a file's name, with its dot."""
    return ".json" if media_type == ANSWERS else _BY_TYPE[media_type].endings[0]


def _kind_of(content: bytes, named: Kind | None) -> Kind | None:
    if b"%PDF-" in content[:_PDF_HEADER_WITHIN]:
        return _BY_TYPE[PDF]
    if content.startswith(b"PK\x03\x04"):
        return next((_BY_TYPE[each] for each, part in _OFFICE.items() if part in content), None)
    if not _is_text(content):
        return None
    if _PAGE_BEGINS.match(content[:_LOOKED_AT]):
        return _BY_TYPE[HTML]
    # Texts differ in what they mean, not in what they are: the name may say which.
    return named if named and named.media_type in _TEXTS else _BY_TYPE[PLAIN_TEXT]


def _is_text(content: bytes) -> bool:
    if content.startswith(_WIDE_TEXT):
        return True
    return not content.startswith(rb"{\rtf") and not _NO_TEXT.search(content[:_LOOKED_AT])
