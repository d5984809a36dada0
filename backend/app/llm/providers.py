"""Every model host is one row. A new OpenAI-compatible host is a new row and its two settings."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from app.platform.settings import Settings

Kind = Literal["openai", "azure", "groq"]

# Where Chat Completions are, below the base URL. Groq's is the host alone; Azure names the deployment.
PATHS: dict[Kind, str] = {
    "openai": "/chat/completions",
    "azure": "/deployments/{}/chat/completions",
    "groq": "/openai/v1/chat/completions",
}


@dataclass(frozen=True, slots=True)
class Provider:
    """How one host is reached. `setting` is the stem of its settings, `{setting}_api_key` and so on."""

    name: str
    label: str
    kind: Kind = "openai"
    setting: str | None = None
    base_url: str | None = None
    # OpenAI's newer models refuse the older name; most other hosts know only that one.
    max_tokens_name: str = "max_tokens"


@dataclass(frozen=True, slots=True)
class Host:
    """A provider as this installation has it."""

    base_url: str | None = None
    api_key: str | None = None

    def __repr__(self) -> str:
        return f"Host(base_url={self.base_url!r})"


OFFLINE = "offline"
CUSTOM = "custom"

PROVIDERS: dict[str, Provider] = {
    row.name: row
    for row in (
        Provider(OFFLINE, "Built-in responder"),
        Provider("groq", "Groq", "groq", "groq", "https://api.groq.com"),
        Provider(
            "openai", "OpenAI", "openai", "openai", "https://api.openai.com/v1", "max_completion_tokens"
        ),
        Provider("azure", "Azure OpenAI", "azure", "azure_openai", None, "max_completion_tokens"),
        Provider("xai", "xAI", "openai", "xai", "https://api.x.ai/v1"),
        Provider(
            "gemini",
            "Google Gemini",
            "openai",
            "gemini",
            "https://generativelanguage.googleapis.com/v1beta/openai",
        ),
        Provider("anthropic", "Anthropic", "openai", "anthropic", "https://api.anthropic.com/v1"),
        Provider(CUSTOM, "Another OpenAI-compatible host"),
    )
}


def hosts_from(settings: "Settings") -> dict[str, Host]:
    """What the environment says about each provider."""
    hosts: dict[str, Host] = {}
    for provider in PROVIDERS.values():
        if provider.setting is None:
            continue
        key = getattr(settings, f"{provider.setting}_api_key")
        address = "endpoint" if provider.kind == "azure" else "base_url"
        base_url = getattr(settings, f"{provider.setting}_{address}") or provider.base_url
        hosts[provider.name] = Host(base_url, (key.get_secret_value() or None) if key else None)
    return hosts
