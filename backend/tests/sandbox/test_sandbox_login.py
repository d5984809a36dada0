"""Instagram Login: consent, codes, tokens, and who the account is."""

from sandbox.server import SandboxServer
from sandbox.tokens import DAY, HOUR, LONG_LIFE
from tests.sandbox.actors import APP_SECRET, CALLBACK, App


async def test_the_owner_allows_and_the_code_comes_back_with_the_state(app: App) -> None:
    back = await app.consent(account="bright.smile.dental")

    assert app.location.startswith(CALLBACK)
    assert app.location.endswith("#_")
    assert back["state"] == "s1"
    assert (await app.redeem(back["code"])).json()["user_id"] == "10200000000000002"


async def test_the_owner_cancels_and_the_refusal_comes_back(app: App) -> None:
    back = await app.consent(decision="cancel")

    assert (back["error"], back["error_reason"], back["state"]) == ("access_denied", "user_denied", "s1")
    assert "code" not in back


async def test_the_consent_page_names_the_accounts_and_lets_the_form_lead_back(app: App) -> None:
    question = {
        "client_id": "instagram-app",
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "instagram_business_basic,instagram_business_manage_messages",
        "state": '"><script>',
    }
    answer = await app.http.get("/oauth/authorize", params=question)

    assert answer.status_code == 200
    assert "@luna.hair.studio" in answer.text
    assert "Read and answer your direct messages" in answer.text
    assert '"><script>' not in answer.text
    assert "form-action 'self' http://platform.example;" in answer.headers["content-security-policy"]


async def test_a_wrong_app_id_or_redirect_gets_an_error_page(app: App) -> None:
    for wrong in ({"client_id": "other"}, {"redirect_uri": "javascript:alert(1)"}, {"scope": "unheard_of"}):
        form = {"client_id": "instagram-app", "redirect_uri": CALLBACK, "scope": "instagram_business_basic"}
        assert (await app.http.post("/oauth/authorize", data=form | wrong)).status_code == 400


async def test_a_code_works_once(app: App) -> None:
    code = (await app.consent())["code"]

    assert (await app.redeem(code)).status_code == 200
    again = await app.redeem(code)
    assert again.status_code == 400
    assert again.json() == {
        "error_type": "OAuthException",
        "code": 400,
        "error_message": "Matching code was not found or was already used",
    }


async def test_a_code_needs_the_same_redirect_uri_and_the_right_secret(app: App) -> None:
    code = (await app.consent())["code"]

    assert (await app.redeem(code, redirect_uri=CALLBACK + "/")).status_code == 400
    assert (await app.redeem(code, client_secret="guessed")).status_code == 400
    assert (await app.redeem(code)).status_code == 200


async def test_a_code_dies_after_an_hour(app: App, sandbox: SandboxServer) -> None:
    code = (await app.consent())["code"]
    later = sandbox.world.now() + HOUR
    sandbox.world.desk._now = lambda: later

    assert (await app.redeem(code)).status_code == 400


async def test_both_answer_shapes_can_be_chosen(app: App) -> None:
    flat = (await app.redeem((await app.consent())["code"])).json()
    assert flat["permissions"] == ["instagram_business_basic"]

    await app.http.post("/control/faults", json={"answer_shape": "data"})
    wrapped = (await app.redeem((await app.consent())["code"])).json()
    assert wrapped["data"][0]["permissions"] == "instagram_business_basic"


async def test_me_tells_both_ids(app: App) -> None:
    await app.link()

    answer = await app.call("GET", "/me", params={"fields": "id,user_id,username,account_type"})
    assert answer.json() == {
        "id": "10200000000000001",
        "user_id": "17841400000000001",
        "username": "luna.hair.studio",
        "account_type": "Business",
    }
    unknown = await app.call("GET", "/me", params={"fields": "biography"})
    assert unknown.json()["error"]["code"] == 100


async def test_a_long_token_lasts_sixty_days_and_is_refreshed_after_one(
    app: App, sandbox: SandboxServer
) -> None:
    await app.link()
    refresh = {"grant_type": "ig_refresh_token", "access_token": app.token}
    assert (await app.http.get("/refresh_access_token", params=refresh)).json()["error"]["code"] == 100

    start = sandbox.world.now()
    sandbox.world.now = sandbox.world.desk._now = lambda: start + DAY + 1000
    fresh = (await app.http.get("/refresh_access_token", params=refresh)).json()
    assert fresh["token_type"] == "bearer"
    assert fresh["expires_in"] == LONG_LIFE // 1000

    sandbox.world.now = sandbox.world.desk._now = lambda: start + LONG_LIFE + 1000
    assert (await app.call("GET", "/me")).json()["error"]["code"] == 190


async def test_a_short_token_is_exchanged_only_with_the_secret(app: App) -> None:
    short = (await app.redeem((await app.consent())["code"])).json()["access_token"]
    question = {"grant_type": "ig_exchange_token", "client_secret": "guessed", "access_token": short}

    assert (await app.http.get("/access_token", params=question)).status_code == 400
    answer = await app.http.get("/access_token", params=question | {"client_secret": APP_SECRET})
    assert LONG_LIFE // 1000 - answer.json()["expires_in"] in (0, 1)  # whole seconds, and one may have begun


async def test_killed_tokens_answer_190_everywhere(app: App) -> None:
    await app.link()
    await app.http.post("/control/kill-tokens", json={"account": "luna.hair.studio"})

    for method, path in (("GET", "/me"), ("POST", "/me/messages"), ("DELETE", "/me/subscribed_apps")):
        answer = await app.call(method, path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, 190)


async def test_unsubscribing_ends_delivery(app: App, sandbox: SandboxServer) -> None:
    await app.link()
    account = sandbox.world.account("luna.hair.studio")
    assert (await app.call("GET", f"/{account.user_id}/subscribed_apps")).json()["data"]

    await app.call("DELETE", f"/{account.user_id}/subscribed_apps")
    message = sandbox.world.customer_writes(sandbox.world.make_customer(account, "ana"), "Hello?")

    assert [delivery.state for delivery in sandbox.world.deliveries_of(message.mid)] == ["not_subscribed"]
