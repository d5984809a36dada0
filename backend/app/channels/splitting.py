"""Long answers leave in parts that fit the network's limit in UTF-8 bytes."""

import regex

# Best place to cut first: a paragraph, a line, a sentence, a word. A URL holds no white space, so it stays whole.
_CUTS = (r"\n\s*\n", r"\n", r"(?<=[.!?…。！？])\s+", r"\s+")


def split_text(text: str, limit: int, most_parts: int, offer: str) -> list[str]:
    """The text in at most `most_parts` pieces of at most `limit` bytes each, never cut inside a grapheme.

    What does not fit is left out, and the last piece ends with `offer`, the question whether to go on. No piece is
    blank.
    """
    rest = text.strip()
    parts: list[str] = []
    while rest and len(parts) < most_parts:
        head, rest = _cut(rest, limit)
        parts.append(head)
    if rest:
        ending = f" …\n\n{offer}"
        head, _ = _cut(parts[-1], limit - len(ending.encode()))
        parts[-1] = head + ending
    return parts


def _cut(text: str, limit: int) -> tuple[str, str]:
    if len(text.encode()) <= limit:
        return text, ""
    window = text.encode()[:limit].decode(errors="ignore")
    for cut in _CUTS:
        places = [m for m in regex.finditer(cut, text, endpos=len(window) + 1) if m.start() <= len(window)]
        # A cut near the beginning would waste the part, except where nothing better exists.
        good = [m for m in places if m.start() * 3 >= len(window)] or (places if cut == _CUTS[-1] else [])
        if good and text[: good[-1].start()].strip():
            return text[: good[-1].start()].strip(), text[good[-1].end() :].strip()
    # One long word: cut between graphemes. The last one in the window may go on behind it.
    ends = [m.end() for m in regex.finditer(r"\X", text[: len(window) + 64]) if m.end() <= len(window)]
    end = ends[-1] if ends else len(window)
    return text[:end].strip(), text[end:].strip()
