"""What the people routes take and give."""

import unicodedata
from typing import Annotated
from uuid import UUID
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.people.passwords import LONGEST_BYTES, SHORTEST_BYTES
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
