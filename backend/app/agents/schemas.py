"""What the API takes and gives."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.agents.models import Mode
from app.llm.providers import PROVIDERS
from app.platform.text import storable


def _clean(value: object) -> object:
    return storable(value) if isinstance(value, str) else value


def _known_provider(name: str) -> str:
    if name not in PROVIDERS:
        raise PydanticCustomError("provider", "Choose one of: {names}.", {"names": ", ".join(PROVIDERS)})
    return name


_Clean = BeforeValidator(_clean)
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), _Clean]
SystemContext = Annotated[str, StringConstraints(max_length=20_000), _Clean]
Tone = Annotated[str, StringConstraints(max_length=500), _Clean]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), _Clean]
Provider = Annotated[
    str, AfterValidator(_known_provider), Field(description="A name of GET /api/models/providers")
]


class AgentCreate(BaseModel):
    """A new agent: inactive, with all permissions, on the installation's default model."""

    name: Name
    system_context: SystemContext = ""
    tone: Tone = ""
    instagram_account_id: UUID | None = Field(None, description="A linked account, on any channel")


class AgentChange(BaseModel):
    """What is told to the agent. What is left out stays."""

    name: Name | None = None
    mode: Mode | None = Field(None, description="`suggest`: it drafts, a person sends")
    system_context: SystemContext | None = None
    tone: Tone | None = None
    top_k: int | None = Field(None, ge=1, le=10, description="How many passages a search gives the agent")
    whole_knowledge_tokens: int | None = Field(
        None, ge=0, le=4000, description="A search gives all the agent knows where that is no more than this"
    )


class Permissions(BaseModel):
    """What the agent may do during a turn."""

    read: bool = Field(description="search_knowledge")
    write: bool = Field(description="collect_compliment")
    email: bool = Field(description="send_email")
    appointments: bool = Field(description="manage_appointment")


class SecondModelChange(BaseModel):
    """Which model is asked where the first is down. What is left out stays, as in `LlmConfigChange`."""

    provider: Provider
    model: ShortText | None = None
    api_key: ShortText | None = Field(None, description="Never shown again; null removes it")
    base_url: ShortText | None = Field(None, description="Of provider `custom` only")


class LlmConfigChange(BaseModel):
    """Which model answers. What is left out stays; `model`, `base_url` and `api_key` belong to their provider, and a
    key also to its `base_url`: they go when that changes.
    """

    provider: Provider | None = Field(description="null: the installation's default")
    model: ShortText | None = None
    temperature: float | None = Field(None, ge=0, le=2, allow_inf_nan=False)
    max_tokens: int | None = Field(None, ge=1, le=8000)
    api_key: ShortText | None = Field(None, description="Never shown again; null removes it")
    base_url: ShortText | None = Field(None, description="Of provider `custom` only")
    second: SecondModelChange | None = Field(None, description="null removes it")


class SecondModelRead(BaseModel):
    """The model that is asked where the first is down."""

    provider: str
    model: str | None
    base_url: str | None
    has_api_key: bool


class LlmConfigRead(BaseModel):
    """null: the installation's default."""

    provider: str | None
    model: str | None
    temperature: float | None
    max_tokens: int | None
    base_url: str | None
    has_api_key: bool
    second: SecondModelRead | None = Field(description="null: there is none")


class Toggle(BaseModel):
    """On or off."""

    is_active: bool


class ServedAccounts(BaseModel):
    """Exactly these accounts, from now on."""

    account_ids: list[UUID] = Field(max_length=50)


class TopicBody(BaseModel):
    """Something to talk about, known by its words."""

    name: Name
    words: list[Name] = Field(min_length=1, max_length=50, description="Any of them, as whole words")
    rule: Literal["never", "suggest"] = Field(
        description="`never`: the agent does not talk about it. `suggest`: it drafts, a person sends"
    )


class HouseRulesBody(BaseModel):
    """What the workspace's agents may not say, and which topics they leave to people."""

    banned_words: list[Name] = Field(default=[], max_length=200)
    topics: list[TopicBody] = Field(default=[], max_length=50)


class AgentRead(BaseModel):
    """An agent with everything a screen shows of it."""

    id: UUID
    name: str
    system_context: str
    tone: str
    instagram_account_id: UUID | None = Field(description="The first of `account_ids`")
    account_ids: list[UUID]
    permissions: Permissions
    llm_config: LlmConfigRead
    mode: Mode = Field(description="`suggest`: it drafts, a person sends")
    top_k: int = Field(description="How many passages a search gives the agent")
    whole_knowledge_tokens: int = Field(
        description="A search gives all the agent knows where that is no more than this"
    )
    is_active: bool
    version: int
    created_at: datetime
