"""What a new business is called."""

import re

import pytest

from app.people.naming import slug_of, workspace_name_of


@pytest.mark.parametrize(
    ("full_name", "name", "slug"),
    [
        ("Ana Kaya", "Ana's business", "anas-business"),
        ("Ömer Işık", "Ömer's business", "omers-business"),
        ("ışıl", "ışıl's business", "isils-business"),
        ("李 小龙", "李's business", "s-business"),
        ("x" * 120, "x" * 120 + "'s business", "x" * 40),
    ],
)
def test_a_business_is_named_after_its_owner_and_fits_an_address(
    full_name: str, name: str, slug: str
) -> None:
    assert workspace_name_of(full_name) == name
    assert slug_of(name) == slug
    assert re.fullmatch("[a-z0-9][a-z0-9-]{0,55}", slug)


def test_a_name_without_any_latin_letter_still_gets_a_slug() -> None:
    assert slug_of("李小龙") == "business"
