"""What happens when, drawn from the seed before anything starts. Pure: the same seed makes the same plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Literal

Point = Literal["webhook_kept", "model_asked", "send_arrives", "send_taken", "list_asked", "anywhere"]
"""Where on the road a replica is killed: right after its 200; while the model thinks; with a send on its way; after
the network took the send and before it answers; while it reads the conversation list; at no place in particular."""

POINTS: tuple[Point, ...] = (
    "webhook_kept", "model_asked", "send_arrives", "send_taken", "list_asked", "anywhere"
)  # fmt: skip
REPLICAS = 2
_LINES_A_CUSTOMER = 10
_LATE_EVERY = 100  # one line in so many comes from somebody whose reply window is closed
_WORDS = (
    "How much is a haircut?", "Do you have time on Friday afternoon?", "Is there parking near you?", "Ça va, möglich?",
    "I would like the blue one 💙", "and for my daughter too", "¿Cuánto cuesta?", "sorry, I meant Saturday",
    "Where exactly are you?", "ok", "Saç kesimi ne kadar?", "it is a bit urgent 🙏🏽", "thanks!! you are lovely",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A customer writes. `is_late`: the network dates it a day and an hour back."""

    at: float
    customer: str
    tag: str
    text: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class TakeOver:
    """The owner answers this customer by hand in the network's app, and hands back some seconds later."""

    at: float
    customer: str
    text: str
    hand_back_after: float


@dataclass(frozen=True, slots=True)
class Kill:
    """kill -9 of a replica as soon as it passes `point`; it comes back after `pause` seconds."""

    at: float
    replica: int
    point: Point
    pause: float


@dataclass(frozen=True, slots=True)
class DatabaseTrouble:
    """Connections are cut, a server process is killed (which makes PostgreSQL recover), or the server restarts."""

    at: float
    kind: Literal["cut", "crash", "restart"]


@dataclass(frozen=True, slots=True)
class Outage:
    """For a while the model answers nobody, or the network takes no send."""

    at: float
    who: Literal["model", "network"]
    seconds: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole run. Times are seconds since its start."""

    seconds: float
    lines: list[Line]
    take_overs: list[TakeOver]
    kills: list[Kill]
    database: list[DatabaseTrouble]
    outages: list[Outage]


def make_plan(seed: int, messages: int) -> Plan:
    """Draw everything; `messages` lines in bursts, as many a second as two cores carry with all the faults."""
    random = Random(f"{seed}/plan")
    seconds = messages / min(8.0, max(4.0, messages / 60))
    lines = _lines(random, messages, seconds)
    return Plan(
        seconds,
        lines,
        _take_overs(random, lines, seconds),
        [
            Kill(at, random.randrange(REPLICAS), random.choice(POINTS), random.uniform(0.1, 3))
            for at in _now_and_then(random, seconds, 11)
        ],
        [
            DatabaseTrouble(at, random.choices(("cut", "crash", "restart"), (6, 1, 2))[0])
            for at in _now_and_then(random, seconds, 9)
        ],
        [
            Outage(at, random.choice(("model", "network")), random.uniform(2, 7))
            for at in _now_and_then(random, seconds, 30)
        ],
    )


def _lines(random: Random, messages: int, seconds: float) -> list[Line]:
    customers = [f"customer{n}" for n in range(max(4, messages // _LINES_A_CUSTOMER))]
    drawn: list[tuple[float, str, bool]] = []
    while len(drawn) < messages:
        if random.random() < 1 / _LATE_EVERY:
            drawn.append((random.uniform(0, seconds), f"late{len(drawn)}", True))
            continue
        customer, at = random.choice(customers), random.uniform(0, seconds)
        for _ in range(min(random.randint(1, 6), messages - len(drawn))):
            drawn.append((at, customer, False))
            at += random.choice((0, 0.05, 0.4, 1.5, 4)) * random.random()
    lines = []
    for number, (at, customer, is_late) in enumerate(sorted(drawn), start=1):
        tag = f"m{number:05d}"
        lines.append(Line(at, customer, tag, f"[{tag}] {random.choice(_WORDS)}", is_late))
    return lines


def _take_overs(random: Random, lines: list[Line], seconds: float) -> list[TakeOver]:
    chosen: dict[str, TakeOver] = {}
    for at in _now_and_then(random, seconds * 0.8, 7):
        line = random.choice([line for line in lines if not line.is_late])
        text = f"Sofia here, I take care of this myself ({len(chosen)})."
        chosen.setdefault(line.customer, TakeOver(at, line.customer, text, random.uniform(2, 8)))
    return sorted(chosen.values(), key=lambda t: t.at)


def _now_and_then(random: Random, until: float, every: float) -> Iterable[float]:
    """Moments about `every` seconds apart, the first soon."""
    at = random.uniform(1, every / 2)
    while at < until:
        yield at
        at += random.uniform(every * 0.6, every * 1.4)
