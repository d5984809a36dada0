"""Where in a text its expressions of time stand, and which of them are ruled out: "not Monday, Tuesday"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.when.lexer import Token
from app.when.pieces import DOUBT, Piece

_BETWEEN = ("comma", "the", "day_the", "on", "of", "of_the", "dash", "in", "at")
"""What may stand between two expressions of one day."""
_BEFORE = ("the", "day_the", "on", "of", "in", "at")
_NOT = ("not", "no")


@dataclass(frozen=True, slots=True)
class Place:
    """An expression: its tokens (from, to), and what it means."""

    start: int
    end: int
    piece: Piece

    @property
    def says_day(self) -> bool:
        """Whether it names a day."""
        piece = self.piece
        return bool(piece.days or piece.no_such_day)

    @property
    def says(self) -> bool:
        """Whether it says anything about when."""
        piece = self.piece
        return bool(self.says_day or piece.times or piece.edges or piece.part or piece.span or piece.doubt)


def beside(row: Sequence[Token], left: Place, right: Place) -> bool:
    """Whether nothing that counts stands between the two."""
    return all(token.kind in _BETWEEN for token in row[left.end : right.start])


def ruled_in(row: Sequence[Token], found: Sequence[Place]) -> list[Place]:
    """Without what is ruled out. Where nothing else is said, or where it can be read in two ways, that is a doubt."""
    saying = [place for place in found if place.says]
    out: list[Place] = []
    for number, place in enumerate(saying):
        before, after = _before(row, place), _after(row, place)
        of_two = before in _NOT and number > 0 and _after(row, saying[number - 1]) == before
        if of_two and saying[number - 1].says_day == place.says_day:
            return [replace(each, piece=replace(each.piece, doubt=True)) for each in found]
        goes_on = bool(out) and out[-1].end <= place.start and _goes_on(row, out[-1], place)
        if before in _NOT or goes_on or after == "not_that" or _ends_with_no(row, place):
            out.append(place)
    left = [place for place in found if place not in out]
    if any(place.says for place in left) or not out:
        return left
    # "No, the Monday" is mostly written without its comma.
    is_answer = all(_before(row, place) == "no" for place in out[:1])
    return list(found) if is_answer else [*left, replace(out[0], piece=DOUBT)]


def _before(row: Sequence[Token], place: Place) -> str:
    kinds = [token.kind for token in row[max(place.start - 3, 0) : place.start]]
    while kinds and kinds[-1] in _BEFORE:
        kinds.pop()
    return kinds[-1] if kinds else ""


def _after(row: Sequence[Token], place: Place) -> str:
    return row[place.end].kind if place.end < len(row) else ""


def _ends_with_no(row: Sequence[Token], place: Place) -> bool:
    """ "El lunes no, mejor ..." and not "el lunes, ¿no?", nor "el lunes no el martes"."""
    behind = row[place.end : place.end + 2]
    return (
        bool(behind)
        and behind[0].kind in _NOT
        and (
            len(behind) == 1
            or behind[1].kind == "comma"
            or (behind[1].kind == "stop" and behind[1].value != "?")
        )
    )


def _goes_on(row: Sequence[Token], out: Place, place: Place) -> bool:
    """ "Not Monday at 3": both are."""
    tight = all(token.kind in _BEFORE for token in row[out.end : place.start])
    return tight and _before(row, out) in _NOT and out.says_day != place.says_day
