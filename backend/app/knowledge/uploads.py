"""What is handed in, before anything is stored: read within bounds, judged by its content, named safely."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.types import Message

from app.knowledge.parsing.kinds import PLAIN_TEXT, kind_of
from app.knowledge.parsing.refusals import MAX_BYTES, REFUSALS, DocumentRefused
from app.knowledge.schemas import TextCreate
from app.platform.problems import BodyTooLarge, Invalid, Problem
from app.platform.text import storable

FIELD = "file"
_WHAT = "A PDF, DOCX, PPTX, XLSX, HTML, Markdown, CSV or text file"
FORM_SCHEMA: Mapping[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": [FIELD],
                "properties": {FIELD: {"type": "string", "format": "binary", "description": _WHAT}},
            }
        }
    },
}
"""The request body of an upload, as OpenAPI describes it."""

_MAX_BODY_BYTES = MAX_BYTES + 64 * 1024  # the form around the file
_LONGEST_NAME = 200
_NAMELESS = "document"
_HOW_TO_SEND = f"Send one file as the field `{FIELD}` of a multipart/form-data request."


class FileMissing(Invalid):
    code, title = "file_missing", "There is no file in this request"


class FileEmpty(Invalid):
    code, title = "empty", "The file is empty"


class UnreadableKind(Invalid):
    code, title = "unreadable_kind", "Files of this kind cannot be read"


class ContentMismatch(Invalid):
    code, title = "content_mismatch", "The file is not what its name says"


class FileLocked(Invalid):
    code, title = "encrypted", "The file is locked with a password"


class FileTooLarge(BodyTooLarge):
    code, title = "too_large", "The file is too large"


_AT_ONCE: Mapping[str, type[Problem]] = {
    problem.code: problem for problem in (UnreadableKind, ContentMismatch, FileLocked)
}
UPLOAD_PROBLEMS: tuple[type[Problem], ...] = (FileMissing, FileEmpty, FileTooLarge, *_AT_ONCE.values())


@dataclass(frozen=True, slots=True)
class Upload:
    """A document as it was handed in."""

    filename: str
    title: str
    media_type: str
    content: bytes
    sha256: bytes


async def read_upload(request: Request) -> Upload:
    """The file in a multipart form. Raises one of `UPLOAD_PROBLEMS`; never holds more than the limit."""
    if int(request.headers.get("content-length") or 0) > _MAX_BODY_BYTES:
        raise FileTooLarge(REFUSALS["too_large"])
    try:
        async with Request(request.scope, _counting(request)).form(max_files=1, max_fields=10) as form:
            file = form.get(FIELD)
            if not isinstance(file, UploadFile):
                raise FileMissing(_HOW_TO_SEND)
            content = await file.read(MAX_BYTES + 1)
            filename = clean_filename(file.filename or "")
    except HTTPException:  # the form itself cannot be read
        raise FileMissing(_HOW_TO_SEND) from None
    media_type = _judged(content, filename)
    digest = await asyncio.to_thread(lambda: hashlib.sha256(content).digest())
    return Upload(filename, PurePosixPath(filename).stem, media_type, content, digest)


def text_upload(wish: TextCreate) -> Upload:
    """A text as a document. The same text under another title is another document."""
    content = wish.text.encode()
    digest = hashlib.sha256(f"{PLAIN_TEXT}\n{wish.title}\n".encode() + content).digest()
    return Upload(wish.title, wish.title, PLAIN_TEXT, content, digest)


def clean_filename(name: str) -> str:
    """The last part of a path of any system, storable and printable, at most 200 characters, its ending kept."""
    name = storable(name).replace("\\", "/").rsplit("/", 1)[-1]
    name = " ".join("".join(c if c.isprintable() else " " for c in name).split()).strip(". ")
    if len(name) > _LONGEST_NAME:
        ending = PurePosixPath(name).suffix[:10]
        name = name[: _LONGEST_NAME - len(ending)] + ending
    return name or _NAMELESS


def _counting(request: Request) -> Any:
    """The request's body; stops a sender who never said how much is coming."""
    received = 0

    async def receive() -> Message:
        nonlocal received
        message = await request.receive()
        received += len(message.get("body", b""))
        if received > _MAX_BODY_BYTES:
            raise FileTooLarge(REFUSALS["too_large"])
        return message

    return receive


def _judged(content: bytes, filename: str) -> str:
    """Its kind, and a no to what can be told without reading the document."""
    if not content:
        raise FileEmpty(REFUSALS["empty"])
    if len(content) > MAX_BYTES:
        raise FileTooLarge(REFUSALS["too_large"])
    try:
        return kind_of(content, filename).media_type
    except DocumentRefused as refused:
        raise _AT_ONCE[refused.code](refused.text) from None
