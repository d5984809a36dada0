"""Questions that lean on the one before: "and for kids?" is looked for as "how much is a haircut? and for kids?". Pure.

A model that understands the conversation writes a question that stands alone; then nothing is added here. What is
recognized are small words in five languages, as data.
"""

from collections.abc import Sequence
from typing import Final

from app.knowledge.language import small_words
from app.knowledge.vectors.words import words

_LONGEST: Final = 500
_FEW = 3
"""A question with more words of its own than that stands alone."""


def _lines(text: str) -> tuple[str, ...]:
    return tuple(f"{line.strip()} " for line in text.strip().split("\n"))


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


# How a question begins that leans on the one before.
_OPENINGS = _lines(
    """
    and
    what about
    how about
    or
    also
    y
    qué tal
    que tal
    o
    también
    tambien
    ve
    peki
    ya
    und
    oder
    wie ist es mit
    et
    ou
    e
    """
)
# Questions that name nothing: how much is it, how long does that take.
_POINTING = _listed(
    """
    it that this they them those these one ones there then
    eso esa ese esto esta este lo la ello
    bu şu o bunu onu bunlar
    das es dies diese davon ça cela
    """
)
_ASKING = _listed(
    """
    how much many long what when where which who why price cost costs take takes is are does do can
    cuánto cuanto cuesta cuestan vale dura cuándo cuando dónde donde qué que precio
    ne kadar kaç nerede zaman fiyat fiyatı süre sürer tutar
    wie viel lange wann wo was kostet kosten dauert preis combien coûte prix
    """
)


def stand_alone(query: str, said: Sequence[str]) -> str:
    """The query with the customer's line before it, where it cannot be understood without; else as it is.

    `said`: what the customer wrote, oldest first; the line that the query was made from may be the last.
    """
    if not _leans(query):
        return query
    asked = _known_words(query)
    before = next((line for line in reversed(said) if not _leans(line) and not _same(asked, line)), None)
    return f"{' '.join(before.split())} {query}"[:_LONGEST] if before else query


def _leans(line: str) -> bool:
    own = _known_words(line)
    telling = own - _ASKING - _POINTING - small_words("en") - small_words("es") - small_words("tr")
    if len(telling) > _FEW:
        return False
    opens = line.strip().lstrip("¿¡").lower()
    return opens.startswith(_OPENINGS) or not telling


def _known_words(line: str) -> frozenset[str]:
    return frozenset(word.lower() for word in words(line))


def _same(asked: frozenset[str], line: str) -> bool:
    return bool(asked) and asked == _known_words(line)
