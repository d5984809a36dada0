"""The parser process: a PDF on standard input, JSON lines on standard output, then it is gone.

Lines: {"page_count": n}, then for each page {"page": i, "blocks": [[kind, text], ...]}, then {"done": true};
or, at any point, {"refused": code}. Only this process imports the PDF engine: a hostile file can exhaust no
memory and no time but this process's own.
"""

import json
import os
import resource
import sys
from typing import Any

from app.knowledge.parsing.layout import is_placeholder, letters, page_blocks

MEMORY_BYTES = 1024**3
CPU_SECONDS = 90
MAX_PAGES = 500
MAX_CHARACTERS = 10_000_000
FEW_LETTERS = 20
"""A page with a picture and fewer letters than this is a scan with a stray word on it."""


class _Refused(Exception):
    def __init__(self, code: str) -> None:
        self.code = code


class _Mouth:
    """Writes our lines. Whatever the PDF engine prints goes nowhere instead of between them."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)

    def say(self, **line: Any) -> None:
        self._out.write(json.dumps(line) + "\n")
        self._out.flush()


def main() -> None:
    mouth = _Mouth()
    data = sys.stdin.buffer.read()
    import pymupdf

    _limit()
    try:
        _read(pymupdf, data, mouth)
    except _Refused as refused:
        mouth.say(refused=refused.code)
    except MemoryError:
        mouth.say(refused="timed_out")
    except Exception as error:  # the engine has many ways to say that a file is damaged
        mouth.say(refused=_code_of(error))


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(pymupdf: Any, data: bytes, mouth: _Mouth) -> None:
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    document = pymupdf.open(stream=data, filetype="pdf")
    if document.needs_pass:
        raise _Refused("encrypted")
    page_count = document.page_count
    if page_count == 0:
        raise _Refused("broken" if document.is_repaired else "empty")
    if page_count > MAX_PAGES:
        raise _Refused("too_many_pages")
    mouth.say(page_count=page_count)
    beginning = ""
    characters = worded = pictured = drawn = failed = 0
    for number in range(page_count):
        try:
            blocks, has_picture, has_marks = _read_page(pymupdf, document[number])
        except Exception as error:
            if _code_of(error) == "timed_out":
                raise
            blocks, has_picture, has_marks = [], False, False
            failed += 1  # one damaged page does not spoil the others
        text = "\n".join(text for _, text in blocks)
        characters += len(text)
        if characters > MAX_CHARACTERS:
            raise _Refused("too_much_text")
        if letters(text) >= (FEW_LETTERS if has_picture else 1):
            worded += 1
        pictured += has_picture
        drawn += has_marks
        if len(beginning) < 2000:
            beginning += text
        mouth.say(page=number + 1, blocks=blocks)
    if not worded:
        damaged = failed or document.is_repaired
        raise _Refused("no_text" if pictured else "broken" if damaged else "no_text" if drawn else "empty")
    if is_placeholder(beginning, characters):
        raise _Refused("placeholder")
    mouth.say(done=True)


def _read_page(pymupdf: Any, page: Any) -> tuple[list[tuple[str, str]], bool, bool]:
    """The blocks of a page; whether it shows a picture; whether anything at all is drawn on it."""
    flags = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
    blocks = page_blocks(page.get_text("dict", flags=flags)["blocks"])
    if letters("".join(text for _, text in blocks)) >= FEW_LETTERS:
        return blocks, False, True
    drawings = [kind for kind, _ in page.get_bboxlog()]
    return blocks, any("image" in kind for kind in drawings), bool(drawings)


def _code_of(error: Exception) -> str:
    """Out of memory is told from damage by the engine's words: it has no class for it."""
    words = str(error).lower()
    ran_out = isinstance(error, MemoryError) or "alloc" in words or "memory" in words
    return "timed_out" if ran_out else "broken"


if __name__ == "__main__":
    main()
