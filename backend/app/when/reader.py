"""Puts the expressions of a text together into what was said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Literal

from app.when import calendar
from app.when.clocks import CLOCKS
from app.when.counted import COUNTED
from app.when.days import DAYS
from app.when.lexer import Token, tokens
from app.when.pieces import (
    DOUBT,
    NIGHT_ENDS,
    Piece,
    between,
    clock,
    in_part,
    together,
    window_of,
)
from app.when.places import Place, beside, ruled_in
from app.when.rules import pieces
from app.when.said import Language, Part, Said

Asked = Literal["day", "time"]


def read(text: str, language: Language, now: datetime, *, asked: Asked | None = None) -> Said:
    """What the text says about a day and a time.

    `now` is the moment in the business's zone. `asked` is what the customer was just asked for, if anything: then a
    bare "3" is an hour, or a day of the month. Never raises for any text; nothing said is `Said()`.
    """
    row = tokens(text, language)
    wall = now.replace(tzinfo=None)
    found = [Place(start, end, piece) for start, end, piece in pieces((CLOCKS, COUNTED, DAYS), row, now)]
    if asked and not any(place.says for place in found):
        found = _answer(row, wall, asked)
    return _said(row, ruled_in(row, _with_shifts(found)), wall, language)


def _answer(row: Sequence[Token], now: datetime, asked: Asked) -> list[Place]:
    """The one number of an answer to our question, or a short name ("wed") that may also be another word."""
    named = [(place, each) for place, each in enumerate(row) if each.kind == "unlikely"]
    if asked == "day" and len(named) == 1:
        [(place, token)] = named
        days = calendar.coming(now.date(), token.value)
        return [Place(place, place + 1, Piece(days=days, weekday=token.value))]
    numbers = [
        (place, each) for place, each in enumerate(row) if each.kind in ("number", "number_at", "year")
    ]
    if len(numbers) != 1 or any(token.kind in ("counted", "half", "quarter") for token in row):
        return []
    place, token = numbers[0]
    if asked == "time":
        hour, minute = divmod(token.value, 100) if token.value >= 100 else (token.value, 0)
        piece = Piece(times=clock(hour, minute, full=token.value >= 1000))
    else:
        day = calendar.day_of_month(now.date(), token.value)
        piece = Piece(days=(day,) if day else ())
    return [Place(place, place + 1, piece)]


def _with_shifts(found: Sequence[Place]) -> list[Place]:
    """ "Two weeks from" joined with the day beside it; without one it is a doubt."""
    joined: list[Place] = []
    for place in found:
        before = joined[-1] if joined else None
        shift = before.piece.shift if before else None
        if before and shift and place.piece.days and before.end == place.start:
            days = tuple(day for each in place.piece.days if (day := calendar.plus(each, *shift)))
            joined[-1] = Place(before.start, place.end, Piece(days=days, doubt=place.piece.doubt))
        else:
            joined.append(place)
    return [replace(each, piece=DOUBT) if each.piece.shift else each for each in joined]


def _said(row: Sequence[Token], found: Sequence[Place], now: datetime, language: Language) -> Said:
    groups = _groups(row, found)
    whole = _one(row, found, groups, now, language)
    if len(groups) < 2 or len({group.piece.days for group in groups}) < 2:
        return whole
    shares = _shares(row, found, groups)
    each = [_one(row, share, [group], now, language) for group, share in zip(groups, shares, strict=True)]
    return replace(whole, choices=tuple(each))


def _one(
    row: Sequence[Token], found: Sequence[Place], groups: Sequence[Place], now: datetime, language: Language
) -> Said:
    """All of these expressions as one."""
    days = tuple(sorted({day for group in groups for day in group.piece.days}))
    missing = any(group.piece.no_such_day for group in groups)
    doubt = any(place.piece.doubt for place in (*found, *groups))
    parts = tuple(dict.fromkeys(place.piece.part for place in found if place.piece.part))
    times = tuple(sorted({each for place in found for each in place.piece.times}))
    for each in parts:
        kept = in_part(times, each)
        doubt = doubt or bool(times and not kept)
        times = kept or times
    part = parts[0] if len(parts) == 1 else None
    edges = [place.piece.edges for place in found if place.piece.edges]
    windows = [_window(first, last, parts) for first, last in edges]
    windows += [window_of(part, language)] if part and not windows else []
    said = Said(
        days=() if missing else days,
        span=None if days or missing else _span(found),
        times=times,
        window=windows[0] if windows and not times else None,
        part=part,
        no_such_day=missing,
        doubt=doubt or len(parts) > 1 or len(windows) > 1 or None in windows or (missing and bool(days)),
        now=any(place.piece.now for place in found),
        day_words=_words(row, [p for p in found if p.says_day or p.piece.span]),
        time_words=_words(row, [p for p in found if p.piece.times or p.piece.edges or p.piece.part]),
    )
    return _settled(said, now)


def _window(
    first: tuple[time, ...], last: tuple[time, ...], parts: Sequence[Part]
) -> tuple[time, time] | None:
    for part in parts:
        first, last = in_part(first, part) or first, in_part(last, part) or last
    return between(first, last)


def _groups(row: Sequence[Token], found: Sequence[Place]) -> list[Place]:
    """The days that are named, each with all the neighbouring expressions that name it: "Tuesday, 9 May"."""
    groups: list[Place] = []
    for place in (each for each in found if each.says_day):
        before = groups[-1] if groups else None
        joined = together(before.piece, place.piece) if before and beside(row, before, place) else None
        if before and joined:
            groups[-1] = Place(before.start, place.end, joined)
        else:
            groups.append(place)
    return [_bounded(row, group) for group in groups]


def _bounded(row: Sequence[Token], group: Place) -> Place:
    """ "After Friday" is not Friday."""
    before = row[max(group.start - 2, 0) : group.start]
    bounds = [token.kind for token in before if token.kind not in ("the", "day_the", "on", "of", "of_the")]
    behind = [token.kind for token in row[group.end : group.end + 1]]
    open_ended = {*bounds[-1:]} & {"after", "before", "from", "till"} or {*behind} & {
        "later",
        "ago",
        "onwards",
    }
    return replace(group, piece=replace(group.piece, doubt=True)) if open_ended else group


def _shares(row: Sequence[Token], found: Sequence[Place], groups: Sequence[Place]) -> list[list[Place]]:
    """Which expressions belong to which of the days: those beside one, else those after it."""
    shares: list[list[Place]] = [[] for _ in groups]
    for place in found:
        after = sum(group.start <= place.start for group in groups)
        own = max(after - 1, 0)
        if after < len(groups) and not place.says_day and beside(row, place, groups[after]):
            own = after
        shares[own].append(place)
    return shares


def _span(found: Sequence[Place]) -> tuple[date, date] | None:
    spans = [place.piece.span for place in found if place.piece.span]
    return spans[0] if len(set(spans)) == 1 else None


def _words(row: Sequence[Token], places: Sequence[Place]) -> tuple[tuple[int, int], ...]:
    return tuple((row[place.start].start, row[place.end - 1].end) for place in places)


def _settled(said: Said, now: datetime) -> Said:
    """Leaves out the readings that are over where others are left, and says when all are."""
    today, times = now.date(), said.times
    if today in said.days and times:
        ahead = tuple(each for each in times if each >= now.time())
        if not ahead and len(said.days) > 1:
            said = replace(said, days=tuple(day for day in said.days if day != today))
        elif ahead and said.days == (today,):
            said = replace(said, times=ahead)
    last = said.days[-1] if said.days else said.span[1] if said.span else None
    over = last is not None and last < today
    if last == today and said.days:
        ends = said.times[-1] if said.times else said.window[1] if said.window else time.max
        over = ends < now.time().replace(second=0, microsecond=0)
    # "Friday night at one" is Saturday to most.
    early = said.part == Part.NIGHT and said.days and said.times and said.times[-1].hour < NIGHT_ENDS
    return replace(said, past=over, doubt=said.doubt or bool(early))
