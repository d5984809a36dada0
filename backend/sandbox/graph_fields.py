"""The `fields` parameter of the Graph API, and the objects it picks from."""

from datetime import UTC, datetime
from typing import Any

from sandbox.errors import GraphError
from sandbox.state import Account, Customer, Message

LISTED_MESSAGES = 20

FieldTree = dict[str, "FieldTree"]


def parse_fields(text: str) -> FieldTree:
    """`participants,messages{id,message}` as nested dictionaries. Unbalanced braces raise GraphError."""
    stack: list[FieldTree] = [{}]
    word = ""
    for character in f"{text},":
        if character == "{":
            child: FieldTree = {}
            stack[-1][word.strip()] = child
            stack.append(child)
            word = ""
        elif character in ",}":
            if word.strip():
                stack[-1][word.strip()] = {}
            word = ""
            if character == "}" and len(stack) > 1:
                stack.pop()
        else:
            word += character
    if len(stack) != 1:
        raise GraphError(100, "(#100) Syntax error in the fields parameter")
    return stack[0]


def pick(values: dict[str, Any], fields: FieldTree, default: tuple[str, ...]) -> dict[str, Any]:
    """The wanted values, or the default ones. An unknown name fails the whole call, as Meta does."""
    wanted = list(fields) or list(default)
    for name in wanted:
        if name not in values:
            raise GraphError(100, f"(#100) Tried accessing nonexisting field ({name})")
    return {name: values[name] for name in wanted}


def graph_time(milliseconds: int) -> str:
    """A time as the Graph API writes it: `2026-01-01T10:00:00+0000`."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def conversation_view(
    account: Account, customer: Customer, messages: list[Message], fields: FieldTree
) -> dict[str, Any]:
    """One row of the conversation list; messages newest first, twenty at most."""
    business = {"id": account.user_id, "username": account.username}
    person = {"id": customer.igsid, "username": customer.username}

    def line(message: Message) -> dict[str, Any]:
        speaker, listener = (person, business) if message.by == "customer" else (business, person)
        return {
            "id": message.mid,
            "message": message.text or "",
            "created_time": graph_time(message.at),
            "from": speaker,
            "to": {"data": [listener]},
        }

    in_order = sorted((m for m in messages if not m.unsent), key=lambda message: message.at)
    inner = fields.get("messages", {})
    newest = [pick(line(m), inner, ("id", "created_time")) for m in reversed(in_order[-LISTED_MESSAGES:])]
    row = {
        "id": f"aWdfZAG06{customer.igsid}",
        "updated_time": graph_time(in_order[-1].at),
        "participants": {"data": [business, person]},
        "messages": {"data": newest},
    }
    return {"id": row["id"]} | pick(row, fields, ("id", "updated_time"))
