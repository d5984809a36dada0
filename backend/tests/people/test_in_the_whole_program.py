"""The parts are wired together: one story through the program as it is started in production."""

from pathlib import Path

from tests.people.conftest import PASSWORD
from tests.support.app import development_settings, running_app
from tests.support.smtp import Mailbox, code_in


async def test_somebody_registers_and_opens_the_dashboard(database_url: str, tmp_path: Path) -> None:
    async with Mailbox() as mailbox:
        settings = development_settings(
            database_url, tmp_path, smtp_host="127.0.0.1", smtp_port=mailbox.port, smtp_tls="none"
        )
        async with running_app(settings) as running:
            browser = running.new_client(headers={"Origin": running.url})
            who = {"email": "ana@example.com", "password": PASSWORD, "full_name": "Ana Kaya"}
            assert (await browser.post("/api/auth/register", json=who)).status_code == 201
            code = code_in(await mailbox.next_to("ana@example.com"))
            confirmed = await browser.post(
                "/api/auth/verify-email", json={"email": "ana@example.com", "code": code}
            )
            assert confirmed.status_code == 200
            assert (await browser.get("/api/workspace")).json()["name"] == "Ana's business"
            assert (await browser.get("/api/agents")).json()["items"] == []
