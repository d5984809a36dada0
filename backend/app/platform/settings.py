"""Settings come from the environment; `NAME_FILE` may point at a file that holds the value of `NAME`."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from cryptography.fernet import Fernet
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, field_validator

REPOSITORY = Path(__file__).resolve().parents[3]


class SettingsError(Exception):
    """The process cannot start; the message says what is missing and how to make it."""


class Settings(BaseModel):
    """Everything an operator can choose. Names, defaults and meaning: docs/contract.md."""

    model_config = ConfigDict(extra="ignore")

    app_env: Literal["development", "staging", "production"] = "development"
    port: int = 8000
    host: str = "0.0.0.0"  # noqa: S104 - a server in a container listens to its network
    data_dir: Path = REPOSITORY / ".data"
    public_url: str = ""
    database_url: SecretStr | None = None
    database_pool_size: int = 10
    qdrant_url: str | None = None
    qdrant_host: str | None = None
    qdrant_api_key: SecretStr | None = None
    cors_allow_origins: list[str] = []
    trusted_proxies: list[str] = []
    request_timeout_seconds: float = 30
    log_level: str = "INFO"
    log_format: Literal["json", "console"] | None = None
    metrics_token: SecretStr | None = None
    rate_limit_per_address: float = 1
    raw_event_days: int = 14

    jwt_secret: SecretStr | None = None
    encryption_key: SecretStr | None = None
    webhook_verify_token: SecretStr | None = None
    app_secret: SecretStr | None = None
    instagram_app_secret: SecretStr | None = None
    facebook_app_secret: SecretStr | None = None
    instagram_app_id: str | None = None
    facebook_app_id: str | None = None
    graph_version: str = "v25.0"
    instagram_oauth_url: str = "https://www.instagram.com"
    instagram_api_url: str = "https://api.instagram.com"
    instagram_graph_url: str = "https://graph.instagram.com"
    facebook_oauth_url: str = "https://www.facebook.com"
    facebook_graph_url: str = "https://graph.facebook.com"

    llm_provider: str | None = None
    llm_model: str | None = None
    groq_api_key: SecretStr | None = None
    groq_base_url: str | None = None
    openai_api_key: SecretStr | None = None
    openai_base_url: str | None = None
    xai_api_key: SecretStr | None = None
    xai_base_url: str | None = None
    gemini_api_key: SecretStr | None = None
    gemini_base_url: str | None = None
    anthropic_api_key: SecretStr | None = None
    anthropic_base_url: str | None = None
    azure_openai_endpoint: str | None = None
    azure_openai_api_key: SecretStr | None = None
    azure_openai_api_version: str = "2024-10-21"
    model_hosts_allowed: list[str] = []
    fetch_hosts_allowed: list[str] = []

    embedding_provider: Literal["local", "azure", "openai", "gemini"] = "local"
    azure_embedding_endpoint: str | None = None
    azure_embedding_api_key: SecretStr | None = None
    azure_embedding_deployment: str | None = None
    embedding_dimensions: int = 768

    smtp_host: str | None = None
    smtp_port: int = 587
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: str = "Frontdesk <frontdesk@localhost>"
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"

    reply_quiet_seconds: float = 3
    reply_max_wait_seconds: float = 12
    reply_holding_seconds: float = 25

    @field_validator(
        "cors_allow_origins", "trusted_proxies", "model_hosts_allowed", "fetch_hosts_allowed", mode="before"
    )
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )

    @field_validator("public_url", "instagram_oauth_url", "instagram_api_url", "instagram_graph_url",
                     "facebook_oauth_url", "facebook_graph_url")  # fmt: skip
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @property
    def address(self) -> str:
        """Where people reach the dashboard: `PUBLIC_URL`, or this machine in development."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def webhook_secrets(self) -> tuple[bytes, ...]:
        """Every secret that may have signed a webhook. Instagram and Page webhooks are signed by different ones."""
        each = (self.instagram_app_secret, self.facebook_app_secret, self.app_secret)
        return tuple(dict.fromkeys(s.get_secret_value().encode() for s in each if s))

    def secret(self, name: Literal["jwt_secret", "encryption_key", "webhook_verify_token"]) -> str:
        """A secret that `load_settings` has made sure of."""
        value: SecretStr | None = getattr(self, name)
        assert value is not None
        return value.get_secret_value()


_HOW_TO_MAKE = {
    "DATABASE_URL": "the address of a PostgreSQL 16 database, postgresql://user:password@host/name",
    "QDRANT_URL": "the address of a Qdrant server (QDRANT_HOST does as well)",
    "JWT_SECRET": "make one with: openssl rand -hex 32",
    "ENCRYPTION_KEY": "make one with: openssl rand -base64 32 | tr '+/' '-_'",
    "WEBHOOK_VERIFY_TOKEN": "make one with: openssl rand -hex 16, and enter the same in Meta's App Dashboard",
    "PUBLIC_URL": "the https address under which people and Meta reach this installation",
    "APP_SECRET": "from Meta's App Dashboard (INSTAGRAM_APP_SECRET or FACEBOOK_APP_SECRET do as well)",
}


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings, or raise `SettingsError` with one sentence for each thing that is wrong.

    In development, secrets that are not set are made once and kept in `DATA_DIR/secrets.json` (mode 600).
    """
    values = _with_files(dict(os.environ if environ is None else environ))
    known = {name: values[name.upper()] for name in Settings.model_fields if values.get(name.upper())}
    try:
        settings = Settings.model_validate(known)
    except ValidationError as error:
        wrong = "; ".join(
            f"{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors(include_input=False)
        )
        raise SettingsError(f"Some settings cannot be used. {wrong}") from None
    settings.data_dir = settings.data_dir.resolve()
    if settings.app_env == "development":
        _make_development_secrets(settings)
    else:
        _refuse_what_is_missing(settings)
    _check_encryption_key(settings)
    return settings


def _with_files(values: dict[str, str]) -> dict[str, str]:
    for name in Settings.model_fields:
        path = values.get(f"{name.upper()}_FILE")
        if path and not values.get(name.upper()):
            try:
                values[name.upper()] = Path(path).read_text().strip()
            except OSError as error:
                raise SettingsError(
                    f"{name.upper()}_FILE points at {path}, which cannot be read: {error.strerror}."
                ) from None
    return values


def _make_development_secrets(settings: Settings) -> None:
    makers = {
        "jwt_secret": lambda: secrets.token_hex(32),
        "encryption_key": lambda: Fernet.generate_key().decode(),
        "webhook_verify_token": lambda: secrets.token_hex(16),
    }
    path = settings.data_dir / "secrets.json"
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = [name for name in makers if name not in kept]
    if missing:
        kept |= {name: makers[name]() for name in missing}
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps(kept))
    for name in makers:
        if getattr(settings, name) is None:
            setattr(settings, name, SecretStr(kept[name]))


def _refuse_what_is_missing(settings: Settings) -> None:
    have = {
        "DATABASE_URL": settings.database_url,
        "QDRANT_URL": settings.qdrant_url or settings.qdrant_host,
        "JWT_SECRET": settings.jwt_secret,
        "ENCRYPTION_KEY": settings.encryption_key,
        "WEBHOOK_VERIFY_TOKEN": settings.webhook_verify_token,
        "PUBLIC_URL": settings.public_url,
        "APP_SECRET": settings.webhook_secrets,
    }
    missing = [name for name, value in have.items() if not value]
    if missing:
        lines = "\n".join(f"  {name}: {_HOW_TO_MAKE[name]}" for name in missing)
        raise SettingsError(f"APP_ENV is {settings.app_env}, and these settings are missing:\n{lines}")


def _check_encryption_key(settings: Settings) -> None:
    for key in settings.secret("encryption_key").split(","):
        try:
            Fernet(key.strip())
        except ValueError:
            raise SettingsError(
                f"ENCRYPTION_KEY is not a Fernet key (32 bytes as URL-safe base64): {_HOW_TO_MAKE['ENCRYPTION_KEY']}."
            ) from None
