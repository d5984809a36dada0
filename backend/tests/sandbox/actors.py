"""The two who talk to the sandbox in its tests: the platform's webhook, and the platform as Meta's client."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import httpx
from aiohttp import web

APP_ID, APP_SECRET, VERIFY_TOKEN = "instagram-app", "test-app-secret", "let-me-in"
CALLBACK = "http://platform.example/api/instagram/callback"
GRAPH = "/v25.0"


@dataclass
class Listener:
    """Stands where the platform would be: keeps raw bodies with their signatures, answers as told."""

    url: str = ""
    received: list[tuple[bytes, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        if request.method == "GET":
            if request.query["hub.verify_token"] != VERIFY_TOKEN:
                return web.Response(status=403)
            return web.Response(text=request.query["hub.challenge"])
        self.received.append((await request.read(), request.headers["X-Hub-Signature-256"]))
        return web.Response(status=self.answers.pop(0) if self.answers else 200)


class App:
    """What the platform does as Meta's client, in a few words."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.token = ""

    async def consent(self, **changes: str) -> dict[str, str]:
        """Press a button of the consent page; the parameters that come back to the redirect URI."""
        form = {
            "client_id": APP_ID,
            "redirect_uri": CALLBACK,
            "scope": "instagram_business_basic",
            "state": "s1",
        }
        answer = await self.http.post("/oauth/authorize", data=form | changes)
        assert answer.status_code == 302, answer.text
        self.location = answer.headers["location"]
        return {name: values[0] for name, values in parse_qs(urlsplit(self.location).query).items()}

    async def redeem(self, code: str, **changes: str) -> httpx.Response:
        form = {
            "client_id": APP_ID,
            "client_secret": APP_SECRET,
            "grant_type": "authorization_code",
            "redirect_uri": CALLBACK,
            "code": code,
        }
        return await self.http.post("/oauth/access_token", data=form | changes)

    async def link(self, account: str = "luna.hair.studio") -> None:
        """The whole way to a long-lived token and a subscription."""
        short = (await self.redeem((await self.consent(account=account))["code"])).json()["access_token"]
        question = {"grant_type": "ig_exchange_token", "client_secret": APP_SECRET, "access_token": short}
        self.token = (await self.http.get("/access_token", params=question)).json()["access_token"]
        answer = await self.call("POST", "/me/subscribed_apps", params={"subscribed_fields": "messages"})
        assert answer.json() == {"success": True}

    async def call(self, method: str, path: str, **parts: object) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return await self.http.request(method, GRAPH + path, headers=headers, **parts)  # type: ignore[arg-type]

    async def send(self, to: str, text: str) -> httpx.Response:
        return await self.call(
            "POST", "/me/messages", json={"recipient": {"id": to}, "message": {"text": text}}
        )
