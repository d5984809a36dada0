"""Questions with their answers, typed by hand: a document like the others."""

import hashlib
import json

from app.knowledge.parsing.blocks import Block, ParsedDocument
from app.knowledge.parsing.kinds import ANSWERS
from app.knowledge.schemas import AnswersCreate
from app.knowledge.uploads import Upload


def answers_upload(wish: AnswersCreate) -> Upload:
    """The pairs as they are kept. The same pairs under another title are another document."""
    pairs = [[pair.question, pair.answer] for pair in wish.pairs]
    content = json.dumps(pairs, ensure_ascii=False).encode()
    digest = hashlib.sha256(f"{ANSWERS}\n{wish.title}\n".encode() + content).digest()
    return Upload(wish.title, wish.title, ANSWERS, content, digest)


def read_answers(content: bytes) -> ParsedDocument:
    """What `answers_upload` wrote: an entry for each pair."""
    blocks: list[Block] = []
    for question, answer in json.loads(content):
        blocks += (Block("entry", question, 1), Block("text", answer, 1))
    return ParsedDocument(None, tuple(blocks))
