"""M6: how fast a 500-page PDF becomes findable, against reading and embedding it and nothing else; what the parser
process takes for it, and how long others wait for an answer meanwhile.
"""

import asyncio
import random
import time
from pathlib import Path

import httpx
import pymupdf

from app.knowledge.chunks import chunk_blocks
from app.knowledge.embeddings import LocalEmbedder
from app.knowledge.indexing import searchable
from app.knowledge.parsing.kinds import PDF
from app.knowledge.parsing.parse import parse_document
from bench import stand_ins
from bench.client import Connection
from bench.documents import SUBJECTS
from bench.platform import Platform, platform
from bench.processes import BenchError, scratch_folder
from bench.report import Row, median, percentile, say, spread

_PAGES = 500
_ROUNDS = 3
_READY_SECONDS = 300
_LOOK_SECONDS = 0.1
_ASK_SECONDS = 0.2  # whoever asks more often is work too
_LEAST_RATIO = 0.7
_MOST_MB = 500
_MOST_MS = 100


async def measure(embedder: LocalEmbedder) -> list[Row]:
    """Three rows: pages a second, megabytes, milliseconds."""
    await embedder.warm()
    ours: list[float] = []
    alone: list[float] = []
    megabytes: list[float] = []
    waits: list[float] = []
    with scratch_folder() as folder:
        async with (
            stand_ins.instagram(folder) as graph,
            platform(
                folder, graph_url=graph.url, model_url=None, quiet_seconds=3, most_seconds=12
            ) as running,
            httpx.AsyncClient(base_url=running.url, headers=running.headers, timeout=60) as http,
        ):
            agent = (await http.post("/api/agents", json={"name": "Ada"})).json()["id"]
            for number in range(_ROUNDS):
                say(f"M6: a PDF of {_PAGES} pages, {number + 1} of {_ROUNDS}")
                book = _book(number)
                alone.append(_PAGES / await _alone(embedder, book))
                health = asyncio.create_task(_health(running.port))
                memory = asyncio.create_task(_parser_memory(running))
                try:
                    ours.append(_PAGES / await _ingested(http, f"/api/agents/{agent}/documents", book))
                finally:
                    health.cancel()
                    memory.cancel()
                waits += await health
                megabytes.append(await memory)
    return [
        Row(
            measure=f"M6 ingestion of a PDF of {_PAGES} pages",
            value=median(ours),
            unit="pages/s",
            peer="parse + embed alone",
            peer_value=median(alone),
            ratio=median(ours) / median(alone),
            n=_PAGES * _ROUNDS,
            spread=spread(ours),
            bar=f">= {_LEAST_RATIO} x",
            holds=median(ours) >= _LEAST_RATIO * median(alone),
        ),
        _row("parser process, most memory", max(megabytes), "MB", len(megabytes), _MOST_MB),
        _row("/healthz while it is read, p95", percentile(waits, 95), "ms", len(waits), _MOST_MS),
    ]


def _row(what: str, value: float, unit: str, n: int, most: float) -> Row:
    return Row(
        measure=f"{what}, a PDF of {_PAGES} pages",
        value=value,
        unit=unit,
        peer=None,
        peer_value=None,
        ratio=None,
        n=n,
        spread=None,
        bar=f"< {most}",
        holds=value < most,
    )


def _book(seed: int) -> bytes:
    """A heading and a full page of sentences on each page."""
    source = random.Random(seed)
    with pymupdf.open() as book:  # type: ignore[no-untyped-call]
        for number in range(_PAGES):
            subject = source.choice(SUBJECTS)
            text = " ".join(
                f"For {subject}, visit number {source.randint(1, 999)} takes {source.randint(5, 95)} minutes and "
                f"costs {source.randint(9, 240)} euros with {source.choice(SUBJECTS)}."
                for _ in range(20)
            )
            page = book.new_page()
            page.insert_text((60, 70), f"{number + 1}. All about {subject}", fontsize=18)
            page.insert_textbox((60, 90, 540, 800), text, fontsize=9, lineheight=1.2)
        content: bytes = book.tobytes()
    return content


async def _alone(embedder: LocalEmbedder, book: bytes) -> float:
    started = time.perf_counter()
    parsed = await parse_document(book, PDF)
    chunks = chunk_blocks(parsed.blocks)
    await embedder.embed_documents([searchable("book", chunk.section, chunk.text) for chunk in chunks])
    return time.perf_counter() - started


async def _ingested(http: httpx.AsyncClient, path: str, book: bytes) -> float:
    """Seconds from the answer to the upload until it can be found."""
    accepted = await http.post(path, files={"file": ("book.pdf", book)})
    started = time.perf_counter()
    if accepted.status_code != 202:
        raise BenchError(f"The upload was answered with {accepted.status_code}: {accepted.text}")
    while time.perf_counter() - started < _READY_SECONDS:
        document = (await http.get(f"{path}/{accepted.json()['id']}")).json()
        if document["status"] == "ready":
            return time.perf_counter() - started
        if document["status"] == "failed":
            raise BenchError(f"The document was refused: {document['error']}")
        await asyncio.sleep(_ASK_SECONDS)
    raise BenchError(f"The document was not ready after {_READY_SECONDS} s.")


async def _health(port: int) -> list[float]:
    """Milliseconds of every answer, until cancelled."""
    connection = await Connection.open(port)
    request = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    waits: list[float] = []
    try:
        while True:
            started = time.perf_counter()
            if await connection.send(request) != 200:
                raise BenchError("/healthz did not answer 200.")
            waits.append((time.perf_counter() - started) * 1000)
            await asyncio.sleep(_LOOK_SECONDS)
    except asyncio.CancelledError:
        return waits
    finally:
        connection.close()


async def _parser_memory(running: Platform) -> float:
    """The most megabytes that a parser process of the platform was seen with, until cancelled."""
    most = 0
    try:
        while True:
            for status in _children(running.process.pid):
                most = max(most, status)
            await asyncio.sleep(_LOOK_SECONDS)
    except asyncio.CancelledError:
        return most / 1024


def _children(parent: int) -> list[int]:
    """Peak resident kilobytes of the parser processes among a process's children, as the kernel counts them."""
    found = []
    for child in Path(f"/proc/{parent}/task").glob("*/children"):
        for pid in child.read_text().split():
            try:
                if "parser_process" in Path(f"/proc/{pid}/cmdline").read_text():
                    status = Path(f"/proc/{pid}/status").read_text()
                    found.append(int(status.split("VmHWM:")[1].split()[0]))
            except (OSError, IndexError):  # it ended meanwhile
                continue
    return found
