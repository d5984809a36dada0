"""What a business does not want said, and what its agent shall leave to people: words, and topics known by words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeAlias

import orjson
import regex
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.agents.events import HouseRulesChanged
from app.agents.models import HouseRulesRow
from app.agents.schemas import HouseRulesBody, TopicBody
from app.llm.offline.text import fold
from app.platform.database import Scope
from app.platform.events import publish

Rule: TypeAlias = Literal["never", "suggest"]


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to talk about, and the words that give it away."""

    name: str
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class HouseRules:
    """What a turn goes by."""

    banned_words: Sequence[str]
    never: Sequence[Topic]
    """The agent does not talk about these."""
    suggest: Sequence[Topic]
    """Where a customer brings these up, the agent drafts and a person sends."""

    @classmethod
    def read(cls, banned_words: str | None, topics: str | None) -> Self:
        """From the row's JSON; None: no rules."""
        found: list[dict[str, Any]] = orjson.loads(topics) if topics else []
        by_rule: dict[Rule, list[Topic]] = {"never": [], "suggest": []}
        for topic in found:
            by_rule[topic["rule"]].append(Topic(topic["name"], topic["words"]))
        words: list[str] = orjson.loads(banned_words) if banned_words else []
        return cls(words, by_rule["never"], by_rule["suggest"])


def mentions(text: str, words: Sequence[str]) -> str | None:
    """The first of these words or phrases that stands in the text as a whole word, in whatever case or accents."""
    if not words:
        return None
    said = fold(text)
    return next(
        (word for word in words if regex.search(rf"(?<!\w){regex.escape(fold(word))}(?!\w)", said)), None
    )


async def read(db: AsyncSession, scope: Scope) -> HouseRulesBody:
    """The workspace's rules."""
    row = await db.get(HouseRulesRow, scope.workspace_id)
    if row is None:
        return HouseRulesBody()
    topics = [TopicBody.model_validate(topic) for topic in row.topics]
    return HouseRulesBody(banned_words=row.banned_words, topics=topics)


async def write(db: AsyncSession, scope: Scope, wish: HouseRulesBody) -> None:
    """These and no others, from the next turn on."""
    values = wish.model_dump()
    statement = insert(HouseRulesRow).values(workspace_id=scope.workspace_id, **values)
    await db.execute(statement.on_conflict_do_update(index_elements=["workspace_id"], set_=values))
    await publish(db, HouseRulesChanged(workspace_id=scope.workspace_id))
