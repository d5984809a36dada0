"""What the built-in responder answers: with half of the documents left out (by crc32 of the group), it answers what is
asked about the others and says honestly that it found nothing about those.

It is asked as the program asks it: it chooses its own query, the search and its confidence come back as the tool's
result, and what it then says is looked at. An answer counts as given when something is quoted.
"""

import json
from collections.abc import Sequence

from app.knowledge.confidence import confidence
from app.knowledge.embeddings import LocalEmbedder
from app.knowledge.word_vectors import WordVectors
from app.llm.chat import ChatRequest
from app.llm.offline.responder import respond
from app.llm.offline.words import en
from bench.knowledge.abstention import is_kept
from bench.knowledge.library import Library, library
from bench.knowledge.sets import Question, QuestionSet
from bench.report import Row

_LEAST_ANSWERED, _MOST_INVENTED = 0.8, 0.05
_TOOLS = [{"type": "function", "function": {"name": "search_knowledge", "parameters": {}}}]
_QUOTES = tuple(en.TEXTS[name] for name in ("found", "found_price", "found_prices", "some_prices"))


async def measure(embedder: LocalEmbedder, questions_of: QuestionSet) -> list[Row]:
    """How many of the answerable are answered, how many of the others, and how many answers hold a gold one."""
    asked = [question for question in questions_of.questions if question.answers]
    if not (questions_of.is_left_out and asked):
        return []
    kept = [document for document in questions_of.documents if is_kept(document.group)]
    vectors = WordVectors(embedder.embed_words)
    async with library(embedder, kept) as ours:
        said = [await _said(ours, vectors, question) for question in asked]
    here = [(question, text) for question, text in zip(asked, said, strict=True) if is_kept(question.group)]
    elsewhere = [text for question, text in zip(asked, said, strict=True) if not is_kept(question.group)]
    answered = [(question, text) for question, text in here if text]
    right = sum(_holds_gold(text, question.answers) for question, text in answered)
    share, invented = len(answered) / len(here), sum(map(bool, elsewhere)) / len(elsewhere)
    name = questions_of.name
    return [
        Row(f"responder answers, {name}, answerable", share, "share", None, None, None, len(here), None,
            f">= {_LEAST_ANSWERED}", share >= _LEAST_ANSWERED),
        Row(f"responder answers, {name}, left out", invented, "share", None, None, None, len(elsewhere), None,
            f"<= {_MOST_INVENTED}", invented <= _MOST_INVENTED),
        Row(f"responder answers, {name}, quotes with a gold answer", right / max(len(answered), 1), "share", None, None,
            None, len(answered), None, "printed", True),
    ]  # fmt: skip


async def _said(ours: Library, vectors: WordVectors, question: Question) -> str:
    """What it quotes; empty when it says that it found nothing."""
    messages = [{"role": "user", "content": question.text}]
    wanted = respond(ChatRequest(messages, _TOOLS))
    if not wanted.tool_calls:
        return ""
    texts = {unit.id: unit.text for unit in ours.units}
    calls, results = [], []
    for call in wanted.tool_calls:
        query = json.loads(call.arguments)["query"]
        found = [texts[each] for each in await ours.find(query)]
        told = {
            "passages": [{"section": None, "text": text} for text in found],
            "confidence": round(confidence(query, found, vectors), 2),
        }
        calls.append({"id": call.id, "function": {"name": call.name, "arguments": call.arguments}})
        results.append({"role": "tool", "tool_call_id": call.id, "content": json.dumps(told)})
    spoken = {"role": "assistant", "content": None, "tool_calls": calls}
    text = respond(ChatRequest([*messages, spoken, *results], _TOOLS)).text
    return text if text.startswith(_QUOTES) else ""


def _holds_gold(text: str, answers: Sequence[str]) -> bool:
    plain = " ".join(text.casefold().split())
    return any(" ".join(answer.casefold().split()) in plain for answer in answers)
