"""What a robots.txt asks of us, whoever wrote it."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.knowledge.sites.robots import read_robots


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /private", "/private/a", False),
        ("User-agent: *\nDisallow: /private\nAllow: /private/prices", "/private/prices", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Frontdesk\nDisallow: /x", "/prices", True),
        ("User-agent: *\nUser-agent: other\nDisallow: /", "/", False),
        ("User-agent: other\nDisallow: /", "/", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", True),
        ("User-agent: *\nDisallow: /*?print=", "/a?print=1", False),
        ("User-agent: *\nDisallow: /exact$", "/exactly", True),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/caf%C3%A9/menu", False),
        ("User-agent: *\nDisallow: /café", "/caf%C3%A9/menu", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("Disallow: /\n<html>no rules</html>", "/a", True),
    ],
)
def test_robots_txt_is_read_as_the_standard_says(rules: str, path: str, allowed: bool) -> None:
    assert read_robots(rules).allow(path) is allowed


def test_pauses_are_bounded_and_sitemaps_stand_outside_of_groups() -> None:
    rules = read_robots("Sitemap: https://a.b/s.xml\nUser-agent: *\nCrawl-delay: 9999\nCrawl-delay: x")
    assert (rules.pause, rules.sitemaps) == (10.0, ("https://a.b/s.xml",))


def test_a_pattern_made_to_take_for_ever_takes_no_time() -> None:
    rules = read_robots("User-agent: *\n" + f"Disallow: /{'*a' * 200}*b\n" * 500)
    began = time.perf_counter()
    assert rules.allow("/" + "a" * 900)
    assert time.perf_counter() - began < 1


def matches_by_trying_everything(pattern: str, path: str) -> bool:
    """Every place in the path that each sign of the pattern can lead to."""
    places = {0}
    for sign in pattern.removesuffix("$"):
        if sign == "*":
            places = {later for place in places for later in range(place, len(path) + 1)}
        else:
            places = {place + 1 for place in places if path[place : place + 1] == sign}
    return len(path) in places if pattern.endswith("$") else bool(places)


@given(st.text("ab/*$", max_size=10), st.text("ab/*$", max_size=10))
@example("*a*a$", "a")
@example("ab*b$", "ab")
@example("**", "")
@example("*ab", "aab")
def test_wildcards_match_what_trying_everything_finds(pattern: str, path: str) -> None:
    rules = read_robots(f"User-agent: *\nDisallow: /{pattern}")
    assert rules.allow(f"/{path}") is not matches_by_trying_everything(f"/{pattern}", f"/{path}")


def test_a_file_made_to_take_for_ever_to_read_takes_no_time() -> None:
    names = "".join(f"User-agent: a{number}\n" for number in range(3000))
    began = time.perf_counter()
    read = read_robots(names + "User-agent: *\n" + "Allow: /\n" * 3000 + f"Disallow: /{'*' * 400_000}b")
    assert read.allow("/a")
    assert not read.allow("/ab")
    assert sum(len(pattern) for pattern, _ in read.rules) < 10_000
    assert time.perf_counter() - began < 1
