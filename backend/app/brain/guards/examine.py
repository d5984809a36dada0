"""One answer, held against what it may rest on and what this business does not want said."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from app.agents.house_rules import Topic, mentions
from app.brain.guards import claims, leaks
from app.brain.guards.values import unproven

LONGEST_ANSWER = (
    8000  # characters; more than three parts are offered one by one, this is a model that ran away
)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an answer may rest on, and what it may not hold."""

    sources: Sequence[str]
    """Facts, what the owner told the agent, and this turn's tool results."""
    done: Set[str]
    """The labels of what tools did in this conversation."""
    instructions: str
    tool_names: Sequence[str]
    banned_words: Sequence[str] = ()
    banned_topics: Sequence[Topic] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason why an answer does not go out: a stable code, and a sentence that the model and the owner read."""

    code: str
    text: str


def examine(answer: str, grounds: Grounds) -> list[Finding]:
    """Everything that is wrong with the answer; none: it may go out."""
    return list(_findings(answer, grounds))


def is_unproven(findings: Sequence[Finding]) -> bool:
    """Whether these say that it could not be proven (promise H4), not that it may not be said."""
    return all(finding.code in ("unproven_value", "unproven_claim") for finding in findings)


def _findings(answer: str, grounds: Grounds) -> Iterator[Finding]:
    if len(answer) > LONGEST_ANSWER:
        yield Finding("too_long", f"The answer has {len(answer)} characters. Say it in less than a thousand.")
        return
    for what in claims.untrue(answer, grounds.done):
        yield Finding(
            "unproven_claim",
            f"It says that something was {what}, but no tool of this conversation did that.",
        )
    for kind, words in unproven(answer, grounds.sources):
        article = "an" if kind[0] in "aeiou" else "a"
        yield Finding(
            "unproven_value",
            f'"{words}" is {article} {kind} that stands in no fact and no tool result of this turn.',
        )
    if leaks.repeats(answer, grounds.instructions):
        yield Finding("leaked_prompt", "It repeats the instructions, which are not for customers.")
    for name in leaks.tool_names(answer, grounds.tool_names):
        yield Finding("leaked_prompt", f"It names the tool {name}, which customers know nothing of.")
    if leaks.has_key(answer, grounds.sources):
        yield Finding("leaked_key", "It holds something that looks like a key or a password.")
    if word := mentions(answer, grounds.banned_words):
        yield Finding("banned_word", f'It holds "{word}", a word that this business does not use.')
    for topic in grounds.banned_topics:
        if mentions(answer, topic.words):
            yield Finding(
                "banned_topic", f"It talks about {topic.name}, which this business leaves to people."
            )
