"""What the people routes take and give."""

import unicodedata
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.people.passwords import LONGEST_BYTES, SHORTEST_BYTES
from app.people.rights import KEY_SCOPES
from app.platform.text import storable


def normal_email(text: str) -> str:
    """The one way an address is written here: ASCII (a foreign domain as xn--), lower case, no spaces around.

    Raises `EmailNotValidError`. Asks no name server.
    """
    found = validate_email(
        unicodedata.normalize("NFKC", text).strip(),
        check_deliverability=False,
        allow_smtputf8=False,
        test_environment=True,  # .test is a fine address for trying things out; no mail ever gets there
    )
    assert found.ascii_email is not None  # what allow_smtputf8=False promises
    return found.ascii_email.lower()


def _check_email(value: object) -> str:
    if not isinstance(value, str) or len(value) > 320:
        raise PydanticCustomError("email", "This is not an e-mail address.")
    try:
        return normal_email(value)
    except (EmailNotValidError, UnicodeError) as error:
        raise PydanticCustomError(
            "email", "This is not an e-mail address: {why}", {"why": storable(str(error))}
        ) from None


def _check_password(password: str) -> str:
    """What bcrypt can read at all: anything shorter is merely wrong, which is not for the schema to say."""
    if storable(password) != password:
        raise PydanticCustomError("password", "A password cannot hold NUL or half characters.")
    if len(password.encode()) > LONGEST_BYTES:
        raise PydanticCustomError(
            "password", "A password has at most {longest} bytes.", {"longest": LONGEST_BYTES}
        )
    return password


def _check_new_password(password: str) -> str:
    if len(_check_password(password).encode()) < SHORTEST_BYTES:
        raise PydanticCustomError(
            "password", "A password has at least {shortest} bytes.", {"shortest": SHORTEST_BYTES}
        )
    return password


def _check_printable(text: str) -> str:
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise PydanticCustomError("name", "A name is one line without control characters.")
    return text


def _check_key_scope(scope: str) -> str:
    if scope not in KEY_SCOPES:
        raise PydanticCustomError("scope", "Choose among: {scopes}.", {"scopes": ", ".join(KEY_SCOPES)})
    return scope


def _once(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _check_zone(name: str) -> str:
    if name not in available_timezones():
        raise PydanticCustomError("timezone", "This is not a time zone; write it like Europe/Istanbul.")
    return name


Email = Annotated[
    str, BeforeValidator(_check_email), Field(json_schema_extra={"format": "email"}, max_length=320)
]
NewPassword = Annotated[
    str,
    AfterValidator(_check_new_password),
    Field(description=f"{SHORTEST_BYTES} to {LONGEST_BYTES} bytes", json_schema_extra={"format": "password"}),
]
Password = Annotated[
    str,
    AfterValidator(_check_password),
    Field(json_schema_extra={"format": "password"}, max_length=LONGEST_BYTES),
]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120),
    AfterValidator(_check_printable),
]
Code = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{6}$"), Field(description="Six digits")
]
SecondCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Za-z -]{6,32}$"),
    Field(description="Six digits of the authenticator app, or a recovery code"),
]
KeyScope = Annotated[
    str, AfterValidator(_check_key_scope), Field(json_schema_extra={"enum": list(KEY_SCOPES)})
]
Zone = Annotated[str, Field(max_length=64), AfterValidator(_check_zone)]


class Registration(BaseModel):
    email: Email
    password: NewPassword
    full_name: Name


class Registered(BaseModel):
    email: str


class Verification(BaseModel):
    email: Email
    code: Code


class JustEmail(BaseModel):
    email: Email


class Login(BaseModel):
    email: Email
    password: Password


class PasswordReset(BaseModel):
    email: Email
    code: Code
    password: NewPassword


class Token(BaseModel):
    """A sign-in. The same token is also set as the dashboard's cookie."""

    access_token: str
    token_type: str
    expires_in: int = Field(description="Seconds")


class TwoFactorRequired(BaseModel):
    """The password was right; a code finishes the sign-in."""

    two_factor_required: Literal[True] = True
    token: str = Field(description="For `POST /api/auth/login/two-factor`, within five minutes")


class SecondStep(BaseModel):
    token: Annotated[str, Field(max_length=100)]
    code: SecondCode


class PasswordChange(BaseModel):
    current_password: Password
    new_password: NewPassword


class JustPassword(BaseModel):
    password: Password


class JustSecondCode(BaseModel):
    code: SecondCode


class PasswordAndCode(BaseModel):
    password: Password
    code: SecondCode


class SessionRead(BaseModel):
    """A place where one is signed in."""

    id: UUID
    is_current: bool
    device: str = Field(description="In words, as the program says of itself: `Firefox on Windows`")
    address: str = Field(description="The network address it was last seen at")
    created_at: datetime
    last_seen_at: datetime = Field(description="To within five minutes")
    expires_at: datetime


class TwoFactorRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    is_on: bool
    turned_on_at: datetime | None
    recovery_codes_left: int


class TwoFactorSetup(BaseModel):
    """For the authenticator app. It is shown this once, and counts once a code has confirmed it."""

    model_config = ConfigDict(from_attributes=True)

    secret: str
    otpauth_url: str
    qr_svg: str = Field(description="The same as a picture, dark on white")


class RecoveryCodes(BaseModel):
    """Each works once, in place of a code of the app. They are shown this once."""

    recovery_codes: list[str]


class ApiKeyWish(BaseModel):
    name: Name
    scopes: Annotated[list[KeyScope], Field(min_length=1, max_length=len(KEY_SCOPES)), AfterValidator(_once)]


class ApiKeyRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    scopes: list[str]
    created_by: UUID | None
    created_at: datetime
    last_used_at: datetime | None = Field(description="To within five minutes")


class ApiKeyShown(ApiKeyRead):
    key: str = Field(description="Shown this once: `Authorization: Bearer fd_live_...`")


class WorkspaceRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    slug: str
    role: str
    timezone: str


class Me(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    full_name: str
    is_email_verified: bool
    workspaces: list[WorkspaceRead]


class WorkspaceChange(BaseModel):
    """What is left out (or null) stays as it is."""

    name: Name | None = None
    timezone: Zone | None = None
