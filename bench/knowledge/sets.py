"""Reads the question sets that lie below a folder (their README tells the format) as documents and questions."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAMES = ("squad_v2_dev", "doc2dial_val", "stackfaq", "xquad")


@dataclass(frozen=True, slots=True)
class Document:
    """One text with its title, handed in as an owner would. `group` is kept or left out as a whole."""

    id: str
    title: str
    text: str
    group: str


@dataclass(frozen=True, slots=True)
class Question:
    """`gold`: the documents that answer it, each with the places in its text (start, end); no places: all of it.
    `answers`: in what words, any of which is right.
    """

    text: str
    gold: dict[str, list[tuple[int, int]]]
    group: str
    answerable: bool = True
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """One measure's worth. `language` is told to the peers, never to us. `is_left_out`: half of it, for abstention."""

    name: str
    language: str
    documents: list[Document]
    questions: list[Question]
    is_left_out: bool = False


def question_sets(folder: Path) -> Iterator[QuestionSet]:
    """Every known set below the folder, or the folder itself."""
    readers = {"squad_v2_dev": _squad, "doc2dial_val": _doc2dial, "stackfaq": _stackfaq, "xquad": _xquad}
    for name in NAMES:
        places = [folder] if folder.name == name else sorted(p for p in folder.rglob(name) if p.is_dir())
        for place in places[:1]:
            yield from readers[name](place)


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _squad(folder: Path) -> Iterator[QuestionSet]:
    documents = [_passage(line) for line in _lines(folder / "passages.jsonl")]
    questions = [
        Question(
            line["question"],
            {line["passage_id"]: []},
            line["title"],
            line["answerable"],
            tuple(line["answers"]) if line["answerable"] else (),
        )
        for line in _lines(folder / "questions.jsonl")
    ]
    yield QuestionSet(folder.name, "en", documents, questions, is_left_out=True)


def _xquad(folder: Path) -> Iterator[QuestionSet]:
    passages, questions = _lines(folder / "passages.jsonl"), _lines(folder / "questions.jsonl")
    for language in sorted({line["lang"] for line in passages}):
        yield QuestionSet(
            f"{folder.name} {language}",
            language,
            [_passage(line) for line in passages if line["lang"] == language],
            [
                Question(line["question"], {line["passage_id"]: []}, line["title"])
                for line in questions
                if line["lang"] == language
            ],
        )


def _passage(line: dict[str, Any]) -> Document:
    return Document(line["passage_id"], line["title"].replace("_", " "), line["text"], line["title"])


def _stackfaq(folder: Path) -> Iterator[QuestionSet]:
    documents = [
        Document(line["faq_id"], line["question"], "\n\n".join(line["answers"]), line["faq_id"])
        for line in _lines(folder / "faqs.jsonl")
    ]
    questions = [
        Question(line["query"], {each: [] for each in line["relevant"]}, line["relevant"][0])
        for line in _lines(folder / "queries.jsonl")
        if line["relevant"]
    ]
    yield QuestionSet(folder.name, "en", documents, questions)


def _doc2dial(folder: Path) -> Iterator[QuestionSet]:
    """First turns only: later ones mean nothing without what was said before."""
    documents = [
        Document(line["doc_id"], line["title"], line["text"], line["title"])
        for line in _lines(folder / "documents.jsonl")
    ]
    titles = {document.id: document.title for document in documents}
    questions = [
        Question(
            line["question"],
            {line["doc_id"]: [(g["start"], g["start"] + len(g["text"])) for g in line["grounding"]]},
            titles[line["doc_id"]],
        )
        for line in _lines(folder / "turns.jsonl")
        if not line["history"]
    ]
    yield QuestionSet(folder.name, "en", documents, questions, is_left_out=True)
