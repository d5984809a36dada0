"""Reads the network's record and our rows after a run, and says what of D1-D8 and H1 they do not prove."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chaos import bursts, unknown
from chaos.installation import DatabaseServer
from chaos.model import TAG
from chaos.plan import Line
from chaos.record import Record
from sandbox.world import MetaWorld

_PART = re.compile(r"\(part (\d) of (\d)\)")
_BY_PEOPLE = {"person_replied", "people_handle"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which a promise was not kept."""

    promise: str
    what: str


@dataclass(slots=True)
class Verdict:
    """The end of a run."""

    findings: list[Finding]
    counts: dict[str, int]


@dataclass(slots=True)
class _Rows:
    customers: list[Any]
    humans: list[Any]
    turns: list[Any]
    parts: list[Any]
    compliments: list[Any]


_CUSTOMERS = """
select m.id, m.network_message_id, m.status, m.reason_code, m.reason_text, m.turn_id, i.network_id as customer_id
from messages m join threads t on t.id = m.thread_id join identities i on i.id = t.identity_id
where m.sender_type = 'customer'
"""
_HUMANS = "select network_message_id from messages where sender_type = 'human'"
_TURNS = """
select id, thread_id, lease_number, read_message_ids, outcome, started_at, finished_at from turns
order by thread_id, lease_number
"""
_PARTS = """
select p.network_message_id, p.status, p.attempts, p.sending_at, p.error_code, m.status as message_status, m.kind,
  m.reason_code, m.reason_text, m.turn_id, p.text, i.network_id as customer_id
from send_parts p join messages m on m.id = p.message_id join threads t on t.id = p.thread_id
join identities i on i.id = t.identity_id
"""


async def audit(database: DatabaseServer, world: MetaWorld, record: Record) -> Verdict:
    """Look at everything."""
    rows = _Rows(
        await database.fetch(_CUSTOMERS),
        await database.fetch(_HUMANS),
        await database.fetch(_TURNS),
        await database.fetch(_PARTS),
        await database.fetch("select content from compliments"),
    )
    answers = _answers(world)
    lost = list(_lost(record, rows, answers))
    repeated = list(_repeated(world, rows, answers))
    findings = [*lost, *repeated, *_overlaps(rows), *_outside(world, record), *_talked_over(record, rows)]
    findings += _not_as_written(world, rows)
    findings += [
        Finding("D5", what) for what in unknown.without_reason(rows.parts, record.witness, record.blows)
    ]
    together = _bursts(world, record, rows)
    findings += [Finding("D4", what) for what in together.findings]
    outbound: dict[Any, str] = {part["turn_id"]: part["message_status"] for part in rows.parts}
    statuses = Counter(
        "unknown" if row["status"] == "answered" and outbound.get(row["turn_id"]) == "unknown" else
        "failed" if row["status"] == "answered" and outbound.get(row["turn_id"]) == "failed" else row["status"]
        for row in rows.customers
    )  # fmt: skip
    outcomes = Counter(turn["outcome"] for turn in rows.turns)
    counts = {
        "messages": len(record.lines),
        "answered": statuses["answered"],
        "silent": statuses["silent"],
        "unknown": statuses["unknown"],
        "failed": statuses["failed"],
        "lost": len(lost),
        "repeated": len(repeated),
        "violations": len(findings),
        "turns": len(rows.turns),
        "answers": outcomes["answered"],
        "superseded": outcomes["superseded"],
        "delayed": outcomes["failed"],
        "sent_again": sum(part["attempts"] > 1 for part in rows.parts),
        "unknown_parts": sum(part["status"] == "unknown" for part in rows.parts),
        "bursts": together.written,
        "bursts_judged": together.judged,
        "bursts_one_answer": together.one_answer,
        "bursts_came_apart": together.came_apart,
        "bursts_split_by_fault": together.split_by_fault,
    }
    return Verdict(findings, counts)


def _answers(world: MetaWorld) -> dict[str, list[str]]:
    """Tag -> the texts that reached the customer and name it."""
    naming: dict[str, list[str]] = defaultdict(list)
    for customer in world.customers.values():
        for text in world.sent_to(customer):
            for tag in TAG.findall(text):
                naming[tag].append(text)
    return naming


def _lost(record: Record, rows: _Rows, answers: dict[str, list[str]]) -> Iterator[Finding]:
    """D1, D5, D6, D7: every line is kept once and ends in an answer or a reason that is one."""
    by_mid: dict[str, list[Any]] = defaultdict(list)
    for row in rows.customers:
        by_mid[row["network_message_id"]].append(row)
    parts_of: dict[Any, list[Any]] = defaultdict(list)
    for part in rows.parts:
        parts_of[part["turn_id"]].append(part)
    people = {silence.customer_id for silence in record.silences}
    for line in record.lines:
        mid = record.mids[line.tag]
        found = by_mid.get(mid, [])
        if len(found) != 1:
            known = "was acknowledged" if mid in record.witness.given else "was never acknowledged"
            yield Finding("D1/D2", f"{line.tag} {known} and is {len(found)} rows")
            continue
        row = found[0]
        match row["status"]:
            case "answered":
                yield from _answered(line, parts_of[row["turn_id"]], answers)
            case "silent":
                excused = line.is_late or row["customer_id"] in people
                if not (row["reason_code"] and row["reason_text"]):
                    yield Finding("D6", f"{line.tag} is silent without a reason")
                elif not excused or (row["reason_code"] not in _BY_PEOPLE and not line.is_late):
                    yield Finding("D7", f"{line.tag} got no answer: {row['reason_code']}")
            case status:
                yield Finding("D6", f"{line.tag} is still {status}")


def _answered(line: Line, parts: list[Any], answers: dict[str, list[str]]) -> Iterator[Finding]:
    if not parts:
        yield Finding("D5", f"{line.tag} counts as answered and nothing was to be sent")
    elif parts[0]["message_status"] in ("sent", "delivered", "read"):
        if not answers.get(line.tag) and parts[0]["kind"] == "text":
            yield Finding("D5", f"{line.tag}: its answer counts as sent and did not arrive")
    elif not (parts[0]["reason_code"] and parts[0]["reason_text"]):
        yield Finding("D6", f"{line.tag}: its answer is {parts[0]['message_status']} without a reason")
    else:
        yield from _failed(line, parts)


def _failed(line: Line, parts: list[Any]) -> Iterator[Finding]:
    """A part may fail because a person spoke, or because one before it is unknown, which is judged for itself."""
    excused = {"people_handle"} | (
        {"earlier_part_lost"} if any(p["status"] == "unknown" for p in parts) else set()
    )
    for part in parts:
        if part["status"] == "failed" and part["error_code"] not in excused:
            yield Finding("D7", f"{line.tag}: its answer failed: {part['error_code']}")


def _repeated(world: MetaWorld, rows: _Rows, answers: dict[str, list[str]]) -> Iterator[Finding]:
    """D2, D5: nobody hears the same twice, and no line is answered twice."""
    planned = Counter((part["customer_id"], part["text"].strip()) for part in rows.parts)
    for customer in world.customers.values():
        for text, times in Counter(world.sent_to(customer)).items():
            if times > (1 if TAG.search(text) else planned[customer.igsid, text.strip()]):
                yield Finding("D5", f"{customer.username} got {times} times: {text[:60]}")
    for tag, texts in answers.items():
        whole = {_PART.sub("", text).split(".")[0] for text in texts}
        if len(whole) > 1:
            yield Finding("D2", f"{tag} was answered {len(whole)} times: {sorted(whole)}")
        numbers = sorted((m[1], m[2]) for text in texts if (m := _PART.search(text)))
        if len(whole) == 1 and len(set(numbers)) < int(numbers[0][1]) and not _is_excused(tag, rows):
            yield Finding("D5", f"{tag}: of its answer arrived only the parts {[n for n, _ in numbers]}")
    read = Counter(
        message_id
        for turn in rows.turns
        if turn["outcome"] in ("answered", "escalated")
        for message_id in turn["read_message_ids"]
    )
    for message_id, times in read.items():
        if times > 1:
            yield Finding("D2", f"message {message_id} was dealt with by {times} turns")
    for content, times in Counter(row["content"] for row in rows.compliments).items():
        if times > 1:
            yield Finding("D2", f"the praise of {content} was kept {times} times")


def _is_excused(tag: str, rows: _Rows) -> bool:
    """An answer that is known to be broken off, with its reason, is no repetition."""
    return any(
        f"[{tag}]" in part["text"] and part["message_status"] in ("failed", "unknown") for part in rows.parts
    )


def _bursts(world: MetaWorld, record: Record, rows: _Rows) -> bursts.Bursts:
    """D4: lines that belong together were answered together."""
    written = {
        message.mid: datetime.fromtimestamp(message.at / 1000, UTC)
        for thread in world.threads.values()
        for message in thread
    }
    ends = {turn["id"]: turn["finished_at"] for turn in rows.turns}
    return bursts.judge(bursts.hear(record, written, rows.customers, ends), record.silences, record.blows)


def _overlaps(rows: _Rows) -> Iterator[Finding]:
    """D3: leases fence turns, and a turn that spoke had ended before the next one began."""
    by_thread: dict[Any, list[Any]] = defaultdict(list)
    for turn in rows.turns:
        by_thread[turn["thread_id"]].append(turn)
    for thread_id, turns in by_thread.items():
        for lease, times in Counter(turn["lease_number"] for turn in turns).items():
            if times > 1:
                yield Finding("D3", f"thread {thread_id} has {times} turns with lease {lease}")
        for n, turn in enumerate(turns):
            later = [other for other in turns[n + 1 :] if other["started_at"] < turn["finished_at"]]
            if turn["outcome"] in ("answered", "escalated") and later:
                yield Finding("D3", f"thread {thread_id}: turns {turn['lease_number']} and later overlap")


def _outside(world: MetaWorld, record: Record) -> Iterator[Finding]:
    """D8: nothing is sent, nor tried, outside the window."""
    late = {line.customer for line in record.lines if line.is_late}
    for customer in world.customers.values():
        if customer.username in late and world.sent_to(customer):
            yield Finding("D8", f"{customer.username} was written to after the window had closed")
    for send in world.sends:
        if send.code == 10:
            yield Finding("D8", f"a send to {send.customer_id} was refused: the window was closed")


def _talked_over(record: Record, rows: _Rows) -> Iterator[Finding]:
    """H1: from a person's line until hand-back the agent begins no send."""
    for silence in record.silences:
        for part in rows.parts:
            began = part["sending_at"]
            if (
                part["customer_id"] == silence.customer_id
                and began is not None
                and silence.since < began < silence.until
            ):
                yield Finding("H1", f"a person had taken over: {part['text'][:60]}")


def _not_as_written(world: MetaWorld, rows: _Rows) -> Iterator[Finding]:
    """Our rows tell of exactly what the network holds."""
    spoken = {message.mid: message for thread in world.threads.values() for message in thread}
    ours = Counter(part["network_message_id"] for part in rows.parts if part["network_message_id"])
    for mid, times in ours.items():
        if times > 1 or mid not in spoken:
            yield Finding("D5", f"the network's id {mid} stands in {times} parts")
    nobody_knows = {(part["customer_id"], part["text"]) for part in rows.parts if part["status"] == "unknown"}
    for message in spoken.values():
        if (
            message.by == "platform"
            and message.mid not in ours
            and (message.customer_id, message.text) not in nobody_knows
        ):
            yield Finding("D5", f"the customer got a line that no part tells of: {(message.text or '')[:60]}")
    by_hand = {mid for mid, message in spoken.items() if message.by == "owner"}
    for row in rows.humans:
        if row["network_message_id"] not in by_hand:
            yield Finding("H1", "our own line was taken for a person's")
