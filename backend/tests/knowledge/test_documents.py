"""The documents of an agent, as its owner meets them over HTTP."""

from collections.abc import AsyncIterator

import pymupdf
import pytest

from app.knowledge.uploads import clean_filename
from tests.knowledge.library import PRICES, Library, open_library, pdf

MEGABYTE = 1024 * 1024


async def nothing_is_stored(library: Library) -> bool:
    tables = ("documents", "document_originals", "agent_documents", "chunks")
    return not any([await library.rows(table) for table in tables]) and await library.indexed() == 0


async def nothing_can_be_found(library: Library) -> bool:
    return await library.rows("chunks") == 0 and await library.indexed() == 0


async def test_an_uploaded_pdf_becomes_ready_and_the_agent_finds_the_price(library: Library) -> None:
    answer = await library.upload(pdf("Welcome to the studio.", PRICES), "Price list.pdf")

    assert answer.status_code == 202
    accepted = answer.json()
    assert (accepted["filename"], accepted["status"]) == ("Price list.pdf", "queued")
    assert (accepted["progress"], accepted["chunk_count"], accepted["error"]) == (0, 0, None)

    document = await library.settled(accepted["id"])

    assert (document["status"], document["progress"], document["error"]) == ("ready", 1, None)
    assert document["page_count"] == 2
    assert document["chunk_count"] == await library.rows("chunks") == await library.indexed() == 2
    assert any(PRICES in text for text in await library.finds("How much is a haircut?"))


async def test_the_same_bytes_again_are_the_same_document(library: Library) -> None:
    content = pdf(PRICES)
    first = await library.add(content)

    again = await library.upload(content, "the same under another name.pdf")

    assert (again.status_code, again.json()) == (200, first)
    assert await library.rows("documents") == 1


async def test_the_same_bytes_for_another_agent_are_indexed_for_that_agent_too(library: Library) -> None:
    content = pdf(PRICES)
    first = await library.add(content)
    other = await library.another_agent()

    second = await other.add(content)

    assert second["id"] == first["id"]
    assert await library.rows("document_originals") == 1
    assert await library.finds("haircut") == await other.finds("haircut") != []


async def test_a_text_written_down_here_is_knowledge_too(library: Library) -> None:
    wish = {"title": "Parking", "text": "Behind the house.\n\nThe first hour is free."}

    answer = await library.owner.client.post(f"{library.path}/text", json=wish)

    assert answer.status_code == 202
    document = await library.settled(answer.json()["id"])
    assert (document["filename"], document["status"], document["page_count"]) == ("Parking", "ready", None)
    assert any("The first hour is free." in text for text in await library.finds("Where can I park?"))
    again = await library.owner.client.post(f"{library.path}/text", json=wish)
    assert (again.status_code, again.json()["id"]) == (200, document["id"])


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "empty"),
        (b"PK\x03\x04 word/document.xml", 422, "content_mismatch"),
        (b"%PDF-1.7\n" + b"x" * 20 * MEGABYTE, 413, "too_large"),
        (b"%PDF-1.7\n" + b"x" * 25 * MEGABYTE, 413, "too_large"),
    ],
    ids=["empty", "not a PDF", "just too large", "far too large"],
)
async def test_what_cannot_be_a_document_is_refused_at_once(
    library: Library, content: bytes, status: int, code: str
) -> None:
    answer = await library.upload(content, "prices.pdf")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert await nothing_is_stored(library)


async def test_an_endless_upload_is_stopped(library: Library) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
        for _ in range(30):
            yield b"x" * MEGABYTE
        yield b"\r\n--b--\r\n"

    form = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = await library.owner.client.post(library.path, content=endless(), headers=form)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert await nothing_is_stored(library)


async def test_a_request_without_a_file_says_what_is_missing(library: Library) -> None:
    for options in (
        {"data": {"file": "text"}},
        {"json": {}},
        {"files": {"other": ("a.pdf", pdf(PRICES))}},
        {"content": b"no form", "headers": {"Content-Type": "multipart/form-data"}},
        {"content": b"no form", "headers": {"Content-Type": "multipart/form-data; boundary=b"}},
    ):
        answer = await library.owner.client.post(library.path, **options)  # type: ignore[arg-type]
        assert (answer.status_code, answer.json()["code"]) == (422, "file_missing")


def picture() -> bytes:
    document = pymupdf.open()
    pixels = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 50, 50))
    pixels.set_rect(pixels.irect, (200, 30, 30))
    document.new_page().insert_image((72, 72, 300, 300), pixmap=pixels)
    made: bytes = document.tobytes()
    return made


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: pdf(PRICES, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="secret"), "encrypted"),
        (lambda: b"%PDF-1.7\n" + b"\x00\xff not at all " * 100, "broken"),
        (picture, "no_text"),
        (lambda: pdf(*["."] * 501), "too_many_pages"),
    ],
    ids=["encrypted", "broken", "no text", "501 pages"],
)
async def test_what_cannot_be_read_fails_with_a_reason_and_leaves_nothing(
    library: Library, make: object, code: str
) -> None:
    document = await library.add(make())  # type: ignore[operator]

    assert (document["status"], document["error"]["code"]) == ("failed", code)
    assert document["error"]["text"].endswith(".")
    assert document["chunk_count"] == 0
    assert await nothing_can_be_found(library)
    again = await library.upload(make())  # type: ignore[operator]
    assert again.status_code == 202, "what failed may be tried anew"
    assert again.json()["error"] is None
    assert (await library.settled(document["id"]))["error"]["code"] == code


async def test_a_hostile_name_becomes_a_plain_one(library: Library) -> None:
    names = {
        "..\\..\\etc/pass\u0000wd.pdf": "passwd.pdf",
        "/": "document",
        "price\r\nlist .pdf": "price list .pdf",
        "ü" * 300 + ".pdf": "ü" * 196 + ".pdf",
    }
    assert {name: clean_filename(name) for name in names} == names

    answer = await library.upload(pdf(PRICES), "../../up.pdf")
    assert answer.json()["filename"] == "up.pdf"


async def test_the_list_is_newest_first_and_paged(library: Library) -> None:
    added = [(await library.upload(pdf(f"{PRICES} {n}"), f"{n}.pdf")).json()["id"] for n in range(3)]
    await library.another_agent()

    first = (await library.owner.client.get(library.path, params={"limit": 2})).json()
    rest = (
        await library.owner.client.get(library.path, params={"limit": 2, "cursor": first["next_cursor"]})
    ).json()

    assert [each["id"] for each in first["items"] + rest["items"]] == added[::-1]
    assert rest["next_cursor"] is None
    assert (await library.owner.client.get(library.path, params={"cursor": "made up"})).status_code == 422
    await library.jobs_done()


async def test_a_deleted_document_is_gone_with_original_chunks_and_vectors(library: Library) -> None:
    document = await library.add(pdf(PRICES))

    answer = await library.owner.client.delete(f"{library.path}/{document['id']}")

    assert answer.status_code == 204
    assert await library.finds("haircut") == []
    await library.jobs_done()
    assert await nothing_is_stored(library)
    assert (await library.owner.client.delete(f"{library.path}/{document['id']}")).status_code == 404


async def test_taking_a_document_from_one_agent_leaves_it_to_the_other(library: Library) -> None:
    content = pdf(PRICES)
    document = await library.add(content)
    other = await library.another_agent()
    await other.add(content)

    await library.owner.client.delete(f"{library.path}/{document['id']}")
    await library.jobs_done()

    assert (await library.documents(), await library.indexed(), await library.finds("haircut")) == ([], 0, [])
    assert await other.finds("haircut") != []

    assert (await library.add(content))["status"] == "ready", "and it can be given back"
    assert await library.finds("haircut") != []


async def test_a_deleted_agent_takes_its_vectors_and_its_own_documents_along(library: Library) -> None:
    other = await library.another_agent()
    shared = pdf("We open at nine.")
    await library.add(pdf(PRICES))
    await library.add(shared)
    await other.add(shared)

    assert (await library.owner.client.delete(f"/api/agents/{library.agent_id}")).status_code == 204
    await library.jobs_done()

    assert await library.indexed() == 0
    assert await library.rows("documents") == await library.rows("document_originals") == 1
    assert any("We open at nine." in text for text in await other.finds("When do you open?"))


async def test_two_businesses_with_the_same_bytes_never_see_each_other(library: Library) -> None:
    content = pdf(PRICES)
    ana, eve = library, await open_library(library.app)
    hers, other = await ana.add(content), await eve.add(content)

    assert hers["id"] != other["id"]
    assert [each["id"] for each in await ana.documents()] == [hers["id"]]

    trespassing = [
        await eve.owner.client.get(ana.path),
        await eve.owner.client.post(ana.path, files={"file": ("a.pdf", content)}),
        await eve.owner.client.post(ana.path, files={"file": ("a.pdf", b"")}),
        await eve.owner.client.post(f"{ana.path}/text", json={"title": "a", "text": "b"}),
        await eve.owner.client.delete(f"{ana.path}/{hers['id']}"),
        await eve.owner.client.delete(f"{eve.path}/{hers['id']}"),
    ]
    assert [answer.status_code for answer in trespassing] == [404] * 6
    assert await ana.finds("haircut") != []

    await eve.owner.client.delete(f"{eve.path}/{other['id']}")
    await eve.jobs_done()
    assert await ana.finds("haircut") != []
    # An agent of one business in the workspace of another: the database refuses what the vectors would offer.
    crossed = Library(library.app, eve.owner, ana.agent_id)
    assert await crossed.finds("haircut") == []


async def test_only_those_who_manage_change_documents(library: Library) -> None:
    document = await library.add(pdf(PRICES))
    viewer = await library.app.new_member(
        f"viewer-of-{library.agent_id}@example.com", role="viewer", of=library.owner.workspace_id
    )

    assert (await viewer.client.get(library.path)).json()["items"] == [document]
    assert (await viewer.client.post(library.path, files={"file": ("a.pdf", pdf("x"))})).status_code == 403
    assert (await viewer.client.delete(f"{library.path}/{document['id']}")).status_code == 403
    assert (await library.app.client.post(library.path, files={"file": ("a.pdf", b"")})).status_code == 401
