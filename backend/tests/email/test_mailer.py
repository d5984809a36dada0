"""Mail over real SMTP: plain, STARTTLS and TLS; nobody smuggles headers or recipients in."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import aiosmtplib
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.email.errors import MailOff, MailRefused, MailUncertain, trouble_of
from app.email.letters import fill_in
from app.email.mailer import Mailer
from app.mails.trouble import advice_on
from app.platform.settings import Settings
from tests.support.smtp import Mailbox, text_of

ANA = "ana@example.com"
LETTER = ("Hello", "In plain words.", "<p>In colour.</p>")


def _settings(port: int, tls: Any = "none") -> Settings:
    return Settings(
        smtp_host="127.0.0.1", smtp_port=port, smtp_tls=tls, smtp_from="Luna Hair <desk@luna.example.com>"
    )


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that signed itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def _serves_with(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


async def test_a_mail_arrives_in_both_forms_with_date_and_id(mailbox: Mailbox) -> None:
    await Mailer(_settings(mailbox.port)).send(
        ANA, "Grüße ✂", *LETTER[1:], headers={"Reply-To": "ben@example.com"}
    )
    mail = await mailbox.next_to(ANA)
    assert (mail["From"], mail["To"], mail["Subject"]) == (
        "Luna Hair <desk@luna.example.com>",
        ANA,
        "Grüße ✂",
    )
    assert mail["Reply-To"] == "ben@example.com"
    assert mail["Message-ID"].endswith("@luna.example.com>")
    assert abs(parsedate_to_datetime(mail["Date"]) - datetime.now(UTC)) < timedelta(minutes=1)
    assert text_of(mail).strip() == "In plain words."
    html = mail.get_body(("html",))
    assert html is not None
    assert html.get_content().strip() == "<p>In colour.</p>"


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_an_encrypted_server_is_used_when_its_certificate_is_trusted(
    tls: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Mailbox(tls=tls, certificate=_serves_with(certificate)) as mailbox:
        mailer = Mailer(_settings(mailbox.port, tls))
        with pytest.raises((aiosmtplib.SMTPException, ssl.SSLError)) as refused:
            await mailer.send(ANA, *LETTER)
        assert mailbox.received == [] and "certificate is not trusted" in trouble_of(refused.value)[1]

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        await mailer.send(ANA, *LETTER)
        assert (await mailbox.next_to(ANA))["Subject"] == "Hello"


async def test_nothing_goes_out_in_the_clear_when_encryption_was_asked_for(mailbox: Mailbox) -> None:
    with pytest.raises(aiosmtplib.SMTPException) as refused:
        await Mailer(_settings(mailbox.port, "starttls")).send(ANA, *LETTER)
    assert mailbox.received == [] and "does not offer what SMTP_TLS asks for" in trouble_of(refused.value)[1]


@pytest.mark.parametrize(
    ("to", "subject", "headers"),
    [
        ("ana@example.com\r\nBcc: ben@example.com", "Hello", {}),
        ("ana@example.com\nBcc: ben@example.com", "Hello", {}),
        ("ana@example.com, ben@example.com", "Hello", {}),
        ("Ana <ana@example.com>", "Hello", {}),
        ("", "Hello", {}),
        ("ana", "Hello", {}),
        (ANA, "Hello\r\nBcc: ben@example.com", {}),
        (ANA, "Hello\n\nAnother body", {}),
        (ANA, "Hello\rBcc: ben@example.com", {}),
        (ANA, "Hello", {"Reply-To": "ben@example.com\r\nBcc: cem@example.com"}),
        (ANA, "Hello", {"X-Note\r\nBcc: ben@example.com": "x"}),
        (ANA, "Hello", {"Bcc": "ben@example.com"}),
        (ANA, "Hello", {"To": "ben@example.com"}),
    ],
)
async def test_nobody_smuggles_headers_or_recipients_in(
    mailbox: Mailbox, to: str, subject: str, headers: dict[str, str]
) -> None:
    with pytest.raises(MailRefused):
        await Mailer(_settings(mailbox.port)).send(to, subject, "text", "<p>text</p>", headers)
    assert mailbox.received == []


async def test_an_address_the_server_does_not_know_is_not_tried_again(mailbox: Mailbox) -> None:
    mailbox.refuses.add(ANA)
    with pytest.raises(MailRefused):
        await Mailer(_settings(mailbox.port)).send(ANA, *LETTER)


async def test_a_server_that_is_away_may_come_back(
    mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    async with Mailbox() as gone:
        port = gone.port
    with pytest.raises((aiosmtplib.SMTPException, OSError)):
        await Mailer(_settings(port)).send(ANA, *LETTER)
    [line] = caplog.messages
    assert "The mail server cannot be reached, or broke off." in line


async def test_without_a_server_it_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    mailer = Mailer(Settings())
    for _ in range(3):
        with pytest.raises(MailOff):
            await mailer.send(ANA, *LETTER)
    [line] = caplog.messages
    assert "mail_off" in line


def test_facts_in_a_letter_are_text_never_markup() -> None:
    letter = fill_in("already_registered", link='"><script>alert(1)</script>')
    assert "<script>" not in letter.html
    assert letter.subject
    assert "\n" not in letter.subject


@pytest.mark.parametrize("name", ["verify", "reset"])
def test_a_letter_with_a_code_holds_it_once_in_its_text(name: str) -> None:
    letter = fill_in(name, code="904217")
    assert letter.text.count("904217") == 1
    assert letter.html.count("904217") == 1
    assert sum(character.isdigit() for character in letter.text) == 6


SPOKEN: Final = {
    "": "220 hi", "EHLO": "250-here\r\n250 AUTH PLAIN", "AUTH": "235 in", "MAIL": "250 ok", "RCPT": "250 ok",
    "DATA": "354 go", "RSET": "250 ok", ".": "250 kept", "QUIT": "221 bye",
}  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "answer", "code"),
    [
        ("", "421 too many", "come_back_later"),
        ("EHLO", "250 here", "login_not_offered"),
        ("AUTH", "454 try again later", "come_back_later"),
        ("AUTH", "535 no", "login_refused"),
        ("MAIL", "451 greylisted", "come_back_later"),
        ("MAIL", "530 sign in first", "login_wanted"),
        ("MAIL", "550 not you", "sender_refused"),
        ("RCPT", "530 sign in first", "login_wanted"),
        ("RCPT", "550 no such mailbox", "mail_refused"),
        ("DATA", "451 later", "come_back_later"),
        (".", "552 too large", "mail_refused"),
        (".", "452 disk full", "come_back_later"),
        # It may have been taken: nothing is sent twice.
        (".", "what?", "mail_uncertain"),
        (".", "251 fine, in a way", "mail_uncertain"),
    ],
)
async def test_what_the_server_answers_is_told_as_it_is(asked: str, answer: str, code: str) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said = SPOKEN | {asked: answer}
        writer.write(f"{said['']}\r\n".encode())
        while line := (await reader.readline()).decode():
            word = line.strip().partition(" ")[0]
            writer.write(f"{said[word]}\r\n".encode() if word in said and word else b"")
        writer.close()

    signs_in = asked in ("EHLO", "AUTH")
    who: Any = {"smtp_user": "desk", "smtp_password": "x"} if signs_in else {}
    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        settings = Settings(
            smtp_host="127.0.0.1", smtp_port=port, smtp_tls="none", smtp_from="d@l.example", **who
        )
        with pytest.raises((aiosmtplib.SMTPException, MailRefused, MailUncertain)) as refused:
            await Mailer(settings).send(ANA, *LETTER)
    told, words = trouble_of(refused.value)
    assert told == code and words.endswith(".")
    assert advice_on(told) != advice_on("no such code")
