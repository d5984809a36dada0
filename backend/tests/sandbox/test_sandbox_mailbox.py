"""Mail by real SMTP, read as JSON and on the page."""

from email.message import EmailMessage

import aiosmtplib

from sandbox.server import SandboxServer
from tests.sandbox.actors import App


def letter(to: str, subject: str, text: str, html: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Frontdesk <desk@example.com>", to, subject
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


async def post(sandbox: SandboxServer, message: EmailMessage) -> None:
    await aiosmtplib.send(message, hostname="127.0.0.1", port=sandbox.smtp_port, start_tls=False)


async def test_a_mail_arrives_with_both_parts(sandbox: SandboxServer, app: App) -> None:
    await post(
        sandbox,
        letter("Ana@Example.com", "Ihr Code für heute", "Code 123456 – gültig", "<p>Code <b>123456</b></p>"),
    )

    (mail,) = (await app.http.get("/mail/api", params={"to": "ana@example.com"})).json()
    assert (mail["subject"], mail["from"]) == ("Ihr Code für heute", "Frontdesk <desk@example.com>")
    assert "Code 123456 – gültig" in mail["text"]
    assert "<b>123456</b>" in mail["html"]
    assert mail["received_at"].endswith("+00:00")
    assert (await app.http.get("/mail/api", params={"to": "bob@example.com"})).json() == []


async def test_the_newest_mail_comes_first(sandbox: SandboxServer) -> None:
    for number in range(3):
        await post(sandbox, letter("ana@example.com", f"Mail {number}", "Hello"))

    newest = await sandbox.mailbox.wait_for("ana@example.com", count=3)
    assert newest.subject == "Mail 2"


async def test_a_mails_html_can_neither_run_nor_load_anything(sandbox: SandboxServer, app: App) -> None:
    await post(
        sandbox, letter("ana@example.com", "<script>alert(1)</script>", "Hi", "<script>alert(2)</script>")
    )

    page = await app.http.get("/mail")
    assert "<script>alert" not in page.text
    assert "sandbox></iframe>" in page.text
    framed = await app.http.get("/mail/1/html")
    assert "default-src 'none'" in framed.headers["content-security-policy"]
    assert "; sandbox" in framed.headers["content-security-policy"]
