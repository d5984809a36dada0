"""When a document is ready, what could be a fact in it is proposed to the owner."""

import asyncio
from functools import partial
from uuid import UUID

from app.knowledge import repository as documents
from app.knowledge.events import DocumentReady
from app.knowledge.facts import repository
from app.knowledge.facts.proposing import MOST_PROPOSED, Passage, Proposal, folded, propose
from app.knowledge.language import written_in
from app.knowledge.models import Document
from app.platform import clock
from app.platform.database import Connection, Database, Scope
from app.platform.hints import Hints
from app.platform.ids import new_id
from app.platform.jobs import Ids, JobRunner, enqueue

PROPOSE = "propose_facts"
_MOST_UNDECIDED = 300  # of a business: a web site of hundreds of pages shall not bury what matters
_TELLING = 5_000  # characters that tell the language


def register(jobs: JobRunner, database: Database, hints: Hints) -> None:
    """Teach the runner to propose."""
    jobs.on(PROPOSE, partial(propose_facts, database, hints), at_once=1)


async def on_ready(connection: Connection, event: DocumentReady) -> None:
    """Have the document looked through."""
    await enqueue(connection, PROPOSE, workspace_id=event.workspace_id, document_id=event.document_id)


async def propose_facts(database: Database, hints: Hints, ids: Ids) -> None:
    """Keep what the document proposes and nobody has said yet, whatever was decided about that."""
    scope, document_id = Scope(UUID(ids["workspace_id"])), UUID(ids["document_id"])
    async with database.tenant(scope) as db:
        passages = [
            Passage(chunk.text, chunk.section, chunk.page_from)
            for chunk in await documents.chunks_of(db, document_id)
        ]
    proposals = await asyncio.to_thread(propose, passages)
    if not proposals:
        return
    language = written_in("\n".join(passage.text for passage in passages)[:_TELLING]) or None
    async with database.tenant(scope) as db:
        # Locked: two jobs for one document take turns, and nobody deletes it meanwhile.
        document = await documents.find(db, document_id, lock=True)
        if document is None:
            return
        given = await documents.agents_of(db, document_id)
        # Where one agent was given it, it is that agent's; an owner may say that it holds for all.
        agent_id = next(iter(given)) if len(given) == 1 else None
        known = {
            (kind, folded(name), folded(value))
            for kind, name, value in await repository.known_of(db, agent_id)
        }
        room = min(
            MOST_PROPOSED - await repository.count_of_document(db, document_id),
            _MOST_UNDECIDED - await repository.count_proposed(db),
        )
        new = [each for each in proposals if each.key not in known][: max(room, 0)]
        await repository.propose(db, [_row(each, document, agent_id, language) for each in new])
    if new:
        hints.tell(scope.workspace_id, "fact.changed", document_id)


def _row(
    proposal: Proposal, document: Document, agent_id: UUID | None, language: str | None
) -> dict[str, object]:
    return {
        "id": new_id(),
        "workspace_id": document.workspace_id,
        "agent_id": agent_id,
        "kind": proposal.kind,
        "name": proposal.name,
        "value": proposal.value,
        "amount_minor": proposal.amount_minor,
        "currency": proposal.currency,
        "language": language,
        "document_id": document.id,
        "page": proposal.page,
        "source": document.filename,
        "created_at": clock.now(),
    }
