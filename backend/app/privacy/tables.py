"""Any table as JSON lines, read as the tenant role: what that role may not see is not handed out.

Tables and the way they hang together are asked of the database, so that a table somebody adds is handed out without
anybody remembering it. Bytes (sealed secrets, hashes) and columns that are named like secrets stay here.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson

from app.contacts.service import opened
from app.platform.crypto import Vault
from app.platform.database import Connection, Database

_AT_ONCE = 200
# Columns `<name>_encrypted` that hold the address or number of a customer, by table.
_SEALED: Final[Mapping[str, tuple[str, ...]]] = {
    "contacts": ("email", "phone"), "appointments": ("email", "phone"), "waiting_list": ("email", "phone"),
    "mails": ("recipient",),
}  # fmt: skip
# Packages themselves, and what is handed out as files.
_NOT_ROWS = ("workspace_exports", "workspace_export_pieces", "document_originals", "chunk_vectors")

_COLUMNS = """
select c.relname as name, array_agg(quote_ident(a.attname) order by a.attnum) as columns
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> all($1::text[])
  and exists (select from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id')
  and a.atttypid not in ('bytea'::regtype, 'tsvector'::regtype)
  and a.attname !~ '(secret|token|password|hash)' and has_column_privilege(c.oid, a.attnum, 'select')
group by c.relname order by c.relname
"""

# Foreign keys of the form (workspace_id, column) -> (workspace_id, id), which is how tables point at each other here.
_LINKS = """
select s.relname as source, quote_ident(a.attname) as column, t.relname as target
from pg_constraint k join pg_class s on s.oid = k.conrelid join pg_class t on t.oid = k.confrelid
join pg_attribute w on w.attrelid = s.oid and w.attnum = k.conkey[1] and w.attname = 'workspace_id'
join pg_attribute a on a.attrelid = s.oid and a.attnum = k.conkey[2]
where k.contype = 'f' and array_length(k.conkey, 1) = 2 and s.relnamespace = 'public'::regnamespace
"""

# A comment names its author as the network does.
_COMMENTS = """(account_id, author_network_id) in (
  select account_id, network_id from identities where workspace_id = $1 and contact_id = $2 and kind = 'channel')"""


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a table: those for which `where` holds."""

    table: str
    columns: tuple[str, ...]
    where: str


@asynccontextmanager
async def snapshot(database: Database, workspace_id: UUID) -> AsyncIterator[Connection]:
    """One view of a workspace as it is now, for as long as the block reads; nobody waits for it."""
    async with database.road.acquire() as connection, connection.transaction(isolation="repeatable_read"):
        await connection.execute("select set_config('app.workspace_id', $1, true)", str(workspace_id))
        yield connection


async def of_workspace(connection: Connection) -> list[Rows]:
    """All rows of the workspace ($1), table by table."""
    return [
        Rows(name, columns, "workspace_id = $1") for name, columns in (await _columns(connection)).items()
    ]


async def of_contact(connection: Connection) -> list[Rows]:
    """All rows that hang on a contact: $1 the workspace, $2 the contact."""
    columns = await _columns(connection)
    links = await connection.fetch(_LINKS)
    where = {"contacts": "workspace_id = $1 and id = $2"}
    reached: dict[str, str] = {}
    while reached != where:
        reached = dict(where)
        for table in columns.keys() - reached.keys():
            ways = [
                f"{link['column']} in (select id from {link['target']} where {reached[link['target']]})"  # noqa: S608
                for link in links
                if link["source"] == table and link["target"] in reached
            ]
            if ways:
                where[table] = f"workspace_id = $1 and ({' or '.join(ways)})"
    return [Rows(table, columns[table], where[table]) for table in where] + [
        Rows("comments", columns["comments"], f"workspace_id = $1 and {_COMMENTS}")
    ]


async def read(
    connection: Connection, vault: Vault, rows: Rows, workspace_id: UUID, contact_id: UUID | None = None
) -> AsyncIterator[list[bytes]]:
    """The rows as JSON texts, in bites. Addresses and numbers of customers in plain."""
    given: list[Any] = [workspace_id] if contact_id is None else [workspace_id, contact_id]
    names = _SEALED.get(rows.table, ())
    sealed = "".join(f", t.{name}_encrypted" for name in names)
    columns = ", ".join(f"t.{column}" for column in rows.columns)
    order = "order by t.id" if "id" in rows.columns else ""
    statement = (
        f"select (select row_to_json(x)::text from (select {columns}) x){sealed}"  # noqa: S608 - the catalogue's own names, quoted by it
        f" from {rows.table} t where {rows.where} {order}"
    )
    cursor = await connection.cursor(statement, *given)
    while found := await cursor.fetch(_AT_ONCE):
        yield [_in_plain(vault, text, dict(zip(names, values, strict=True))) for text, *values in found]


def _in_plain(vault: Vault, text: str, sealed: Mapping[str, bytes | None]) -> bytes:
    """The row with what stands sealed beside it; a mail to a member has its address in plain already."""
    if not sealed:
        return text.encode()
    row = orjson.loads(text)
    plain = {name: opened(vault, UUID(row["id"]), value) for name, value in sealed.items()}
    return orjson.dumps(row | {name: row.get(name) or value for name, value in plain.items()})


async def _columns(connection: Connection) -> dict[str, tuple[str, ...]]:
    return {row["name"]: tuple(row["columns"]) for row in await connection.fetch(_COLUMNS, list(_NOT_ROWS))}
