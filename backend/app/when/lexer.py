"""A text as a row of tokens: words of the language, numbers, dates and clocks in digits, and what stands between."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app.when.misspelt import misspelt
from app.when.said import Language
from app.when.vocabulary import Meaning, Vocabulary, fold, vocabulary

LONGEST_TEXT = 2000
"""Characters that are read."""

_TOKEN = re.compile(
    r"""
    (?P<money> [$€£₺]\s?\d[\d.,]* | \d[\d.,]*\s?(?:[$€£₺%]|tl\b|usd\b|eur\b) )
  | (?P<iso> (?<!\d)\d{4}(?P<a>[-/.])\d{1,2}(?P=a)\d{1,2}(?!\d) )
  | (?P<full> (?<!\d)\d{1,2}(?P<b>[-/.])\d{1,2}(?P=b)(?:\d{4}|\d{2})(?!\d) )
  | (?P<telephone> \+\d[\d\ ()-]{5,}\d | (?<!\d)\d{3,}[\ -]\d{2,3}[\ -]?\d{2,}[\d\ -]*(?!:) | \d{5,} )
  | (?P<colon> (?<!\d)\d{1,2}:\ ?\d{2}(?::\d{2})?(?!\d|:\d) )
  | (?P<ratio> \d+:\d+ | 24/7 )
  | (?P<hours> (?<!\d)\d{1,2}\ ?h\ ?\d{2}(?!\w) | (?<![\d.,/])\d{1,2}\ 0\d(?![\d.,:/]) )
  | (?P<slash> (?<![\d/])\d{1,2}/\d{1,2}(?![\d/]|[.,]\d) )
  | (?P<dotted> (?<![\d.])\d{1,2}\.\d{1,2}(?!\d|\.\d)(?:\.(?=[\ ]*\w))? )
  | (?P<decimal> \d+[.,]\d{1,3}(?!\d) )
  | (?P<digits> (?! 2(?:day|m[or]+w?)\b ) \d+ )
  | (?P<half_day> (?<![a-z])[ap]\.?\ ?m(?![a-z])\.? | (?<=\d)\.?[ap](?:\.?\ ?m)?(?![a-z])\.? )
  | (?P<word> 2?[a-z]+ )
  | (?P<apostrophe> ['’‘`] )
  | (?P<dash> [-–—/] )
  | (?P<comma> [,:()"“”¿¡*_] )
  | (?P<at> @ )
  | (?P<stop> [.!?;\n…] )
  | (?P<space> [\ \t\r\xa0]+ )
  | (?P<unknown> . )
    """,
    re.VERBOSE | re.ASCII | re.DOTALL,
)
_NOTHING = ("space", "apostrophe")
_ENDING = re.compile(r"['’‘` ]?([a-z]+)")
_APART = re.compile(r" (?:[dt]|y?)[ea](?![a-z])")
"""The ending of "at", written as a word of its own: "yarın 3 te", "cuma 2 ye"."""
_OF_TIME = ("relative", "weekday", "unlikely", "part", "today_part", "hour_word")
MONTHS = 12
_LONGEST_ENDING = 4
_SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Token:
    """A word, phrase or figure: its class, what it stands for, and where it is in the text."""

    kind: str
    value: Any
    start: int
    end: int


def tokens(text: str, language: Language) -> list[Token]:
    """Of the whole text, in order."""
    words = vocabulary(language)
    folded = fold(text[:LONGEST_TEXT])
    pieces = [(match.lastgroup or "", match) for match in _TOKEN.finditer(folded)]
    found: list[Token] = []
    place = 0
    for index, (kind, match) in enumerate(pieces):
        if match.start() < place or kind in _NOTHING or _inside_a_word(match, folded, found):
            continue
        if kind == "word":
            run = [match[0], *_words_after(pieces, index, words.longest - 1)]
            meaning: Meaning = misspelt(match[0], language) or ("unknown", None)
            token = _phrase(run, match.start(), words, found) or Token(*meaning, *match.span())
        else:
            token = _figure(kind, match, folded, words, found)
        if token.kind in ("month", "weekday", "unlikely") and folded[token.end : token.end + 1] == ".":
            token = Token(token.kind, token.value, token.start, token.end + 1)  # "Dec. 31"
        found.append(token)
        place = token.end
    return found


def _inside_a_word(match: re.Match[str], text: str, before: list[Token]) -> bool:
    """The hyphen of "half-past"; that of "mon-fri" stays."""
    glued = (
        match[0] == "-" and re.search(r"[a-z]$", text[: match.start()]) and text[match.end() :][:1].isalpha()
    )
    return bool(glued and before and before[-1].kind not in ("weekday", "unlikely", "month"))


def _words_after(pieces: list[tuple[str, re.Match[str]]], index: int, count: int) -> list[str]:
    """The words that follow with nothing but white space, hyphens and apostrophes between, and the gaps too."""
    run: list[str] = []
    for kind, match in islice(pieces, index + 1, None):
        if kind == "word" and count:
            count -= 1
        elif kind not in _NOTHING and match[0] != "-":
            break
        run.append(match[0])
    return run


def _phrase(run: list[str], start: int, words: Vocabulary, before: list[Token]) -> Token | None:
    """The longest phrase of the vocabulary that the run of words and gaps begins with."""
    places = [place for place, piece in enumerate(run) if piece[0].isalnum()]
    for count in range(min(words.longest, len(places)), 0, -1):
        end = places[count - 1] + 1
        parts = tuple(run[place] for place in places[:count])
        meaning = words.phrases.get(parts) or _inflected(parts, words, before)
        if meaning:
            return Token(*meaning, start, start + len("".join(run[:end])))
    return None


def _inflected(parts: tuple[str, ...], words: Vocabulary, before: list[Token]) -> Meaning | None:
    """A phrase whose last word has an ending of Turkish on it, which may turn a number into a time or a day."""
    if words.language != "tr":
        return None
    last = parts[-1]
    of_time = before and before[-1].kind in ("hour_word", "part")
    if len(parts) == 1 and last in words.lists.NOT_NUMBERS and not of_time:
        return None
    for length in range(1, min(_LONGEST_ENDING, len(last) - 2) + 1):
        stem = (*parts[:-1], last[:-length])
        kind = _case(last[-length:], words)
        if kind and stem in words.phrases and not _abbreviated(stem, words):
            return _declined(words.phrases[stem], kind)
    return None


def _abbreviated(stem: tuple[str, ...], words: Vocabulary) -> bool:
    """A short name, which takes no ending: "arası" is not December (Ara)."""
    return words.phrases[stem][0] in ("month", "weekday", "unlikely") and len(stem[-1]) < _SHORTEST_NAME


def _case(ending: str, words: Vocabulary) -> str | None:
    lists = words.lists
    cases = {
        "at": lists.AT_ENDINGS,
        "from": lists.FROM_ENDINGS,
        "of": lists.OF_ENDINGS,
        "": lists.OTHER_ENDINGS,
    }
    return next((case or "other" for case, endings in cases.items() if ending in endings), None)


def _declined(meaning: Meaning, case: str) -> Meaning:
    kind, value = meaning
    if kind == "number" and case != "other":
        return ("ordinal" if case == "of" else f"number_{case}", value)
    return meaning


def _figure(kind: str, match: re.Match[str], text: str, words: Vocabulary, before: list[Token]) -> Token:
    """A token that is no word."""
    figures = [int(each) for each in re.findall(r"[0-9]+", match[0])]
    start, end = match.span()
    if kind == "digits":
        of_time = bool(before) and before[-1].kind in _OF_TIME
        return _number(figures[0], match, text, words, of_time=of_time)
    meaning: Meaning = (kind, match[0] if kind == "stop" else None)
    if kind == "half_day":
        meaning = ("half_day", "am" if "a" in match[0] else "pm")
    elif kind == "iso":
        meaning = ("date", (tuple(figures),))
    elif kind in ("full", "slash"):
        meaning = ("date", _orders(words, *figures))
    elif kind in ("colon", "hours"):
        full = match[0][0] == "0" or bool(re.search(r"[0-9]t$", text[:start]))  # 2026-05-03T12:30
        meaning = ("clock", (figures[0], figures[1], full))
    elif kind == "dotted":
        meaning = _dotted(match[0], figures, words)
    elif kind in ("money", "telephone", "ratio", "decimal"):
        meaning = ("unknown", None)
    if meaning == ("date", ()):
        meaning = ("unknown", None)
    if meaning[0] in ("date", "clock", "dotted"):
        end = _ending(text, end, words)[1]
    return Token(*meaning, start, end)


def _orders(
    words: Vocabulary, first: int, second: int, year: int | None = None
) -> tuple[tuple[int | None, int, int], ...]:
    """The ways to read two numbers as (year, month, day); the year as it was written."""
    day_first, month_first = (year, second, first), (year, first, second)
    both = (day_first,) if words.lists.DAY_FIRST and second <= MONTHS else (day_first, month_first)
    return tuple(dict.fromkeys(each for each in both if 1 <= each[1] <= MONTHS and 1 <= each[2] <= 31))


def _dotted(written: str, figures: list[int], words: Vocabulary) -> Meaning:
    """6.45 is a clock, 24.12. a day; 5.12 can be both."""
    clock = (figures[0], figures[1], written[0] == "0")
    is_clock = re.fullmatch(r"[0-9]+\.[0-9]{2}", written) and figures[0] < 24 and figures[1] < 60
    dates = _orders(words, *figures)
    if is_clock and figures[1] > MONTHS:
        return ("clock", clock)  # 6.15 is the 15th of June to nobody
    if is_clock:
        return ("dotted", (clock, dates)) if dates else ("clock", clock)
    return ("date", dates)


def _number(number: int, match: re.Match[str], text: str, words: Vocabulary, *, of_time: bool) -> Token:
    start, end = match.span()
    if ordinal := re.compile(rf"(?:{words.lists.ORDINAL_ENDINGS})(?![a-z])").match(text, end):
        return Token("ordinal", number, start, ordinal.end())
    if len(match[0]) == 4 and 1900 <= number < 2200:
        return Token("year", number, start, _ending(text, end, words)[1])
    case, end = _ending(text, end, words)
    if case:
        return Token(*_declined(("number", number), case), start, end)
    if apart := of_time and words.language == "tr" and _APART.match(text, end):
        return Token("number_at", number, start, apart.end())
    return Token("number", number, start, end)


def _ending(text: str, end: int, words: Vocabulary) -> tuple[str | None, int]:
    """The case of the Turkish ending that hangs on a figure, and where it ends."""
    match = _ENDING.match(text, end) if words.language == "tr" else None
    if match and text[end] != " " and (case := _case(match[1], words)):
        return case, match.end()
    return None, end
