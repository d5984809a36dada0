"""Real PDFs, made on the spot, and a business to hand them in to."""

from collections.abc import AsyncIterator, Callable

import pymupdf
import pytest

from tests.knowledge.library import Library, open_library
from tests.support.app import RunningApp, development_settings, running_app
from tests.support.postgres import TestServer

MakePdf = Callable[..., bytes]


@pytest.fixture
def make_pdf() -> MakePdf:
    """`make_pdf(page, page, ...)`: each page a list of (x, y, size, text)."""

    def make(*pages: list[tuple[float, float, float, str]], **save: object) -> bytes:
        document = pymupdf.open()
        for lines in pages:
            page = document.new_page()
            for x, y, size, text in lines:
                page.insert_text((x, y), text, fontsize=size)
        return document.tobytes(**save)

    return make


@pytest.fixture(scope="session")
async def _library_app(
    database_server: TestServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningApp]:
    url = database_server.url(await database_server.new_database())
    async with running_app(development_settings(url, tmp_path_factory.mktemp("knowledge"))) as app:
        yield app


@pytest.fixture
async def library(_library_app: RunningApp) -> AsyncIterator[Library]:
    """A new business with one agent, in a program that all these tests share."""
    opened = await open_library(_library_app)
    yield opened
    await opened.jobs_done()
