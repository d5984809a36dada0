"""Reading dates in words, for any text and any day."""

from datetime import date, datetime, time, timedelta

import pytest
from babel.dates import format_date
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.when import Language, read
from app.when.vocabulary import vocabulary

LANGUAGES: tuple[Language, ...] = ("en", "es", "tr")
STYLES: dict[Language, tuple[str, ...]] = {
    "en": ("d MMMM y", "MMMM d, y", "EEEE, d MMMM y", "EEEE, MMMM d, y", "MMM d y", "y-MM-dd", "d MMM y"),
    "es": ("d 'de' MMMM 'de' y", "EEEE d 'de' MMMM 'de' y", "d/M/y", "dd.MM.y", "y-MM-dd", "d MMM y"),
    "tr": ("d MMMM y", "d MMMM y EEEE", "dd.MM.y", "d/M/y", "y-MM-dd", "EEEE d MMMM y"),
}
SHORT: dict[Language, tuple[str, ...]] = {
    "en": ("d MMMM", "MMMM d", "EEEE, d MMMM"),
    "es": ("d 'de' MMMM", "EEEE d 'de' MMMM", "d/M"),
    "tr": ("d MMMM", "d MMMM EEEE", "d/M"),
}
AT: dict[Language, str] = {"en": "{} at {}", "es": "{} a las {}", "tr": "{} saat {}"}

languages = st.sampled_from(LANGUAGES)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1))  # noqa: DTZ001 - clocks on a wall
words = {
    language: st.lists(
        st.sampled_from([" ".join(phrase) for phrase in vocabulary(language).phrases])
        | st.sampled_from(
            ["3", "15:00", "24.", "12/05", "31", "1", "2027", ",", "'te", "?", "-", "pm", "5.12"]
        ),
        max_size=8,
    ).map(" ".join)
    for language in LANGUAGES
}


@given(languages, st.text(max_size=60), moments)
def test_no_text_is_too_strange(language: Language, text: str, now: datetime) -> None:
    read(text, language, now)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=300)
@given(st.data())
def test_no_heap_of_words_of_time_is_too_strange(language: Language, data: st.DataObject) -> None:
    text, now = data.draw(words[language]), data.draw(moments)
    said = read(text, language, now)
    assert list(said.days) == sorted(set(said.days))
    assert list(said.times) == sorted(set(said.times))
    assert said.day is None or not said.unsure or len(said.times) > 1
    assert not (said.days and (said.span or said.no_such_day))
    assert all(0 <= start < end <= len(text) for start, end in (*said.day_words, *said.time_words))


def test_a_long_text_is_read_in_a_moment() -> None:
    now = datetime(2026, 11, 18, 10)  # noqa: DTZ001
    for text in ("1,1." * 2500, "on the 3rd at " * 800, "12-" * 3000, "a " * 5000, "pazartesi" * 1000):
        for language in LANGUAGES:
            before = datetime.now()  # noqa: DTZ005 - a stopwatch
            read(text, language, now)
            assert datetime.now() - before < timedelta(seconds=2)  # noqa: DTZ005


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)), moments, st.data())
def test_every_date_reads_back_in_every_style(
    language: Language, day: date, now: datetime, data: st.DataObject
) -> None:
    style = data.draw(st.sampled_from(STYLES[language]))
    said = read(format_date(day, style, locale=language), language, now)
    assert said.day == day
    assert said.past == (day < now.date())


@pytest.mark.parametrize("language", LANGUAGES)
@given(moments, st.integers(0, 360), st.data())
def test_a_date_without_its_year_is_the_next_one(
    language: Language, now: datetime, ahead: int, data: st.DataObject
) -> None:
    style = data.draw(st.sampled_from(SHORT[language]))
    day = now.date() + timedelta(days=ahead)
    written = format_date(day, style, locale=language)
    assume(written != "24/7")  # says something else
    said = read(written, language, now)
    assert day in said.days
    assert not said.past


@pytest.mark.parametrize("language", LANGUAGES)
@given(moments, st.integers(1, 60), st.times())
def test_a_day_and_a_time_read_back_together(
    language: Language, now: datetime, ahead: int, clock: time
) -> None:
    day = now.date() + timedelta(days=ahead)
    written = AT[language].format(format_date(day, STYLES[language][0], locale=language), f"{clock:%H:%M}")
    said = read(written, language, now)
    assert said.day == day
    assert clock.replace(second=0, microsecond=0) in said.times
    assert len(said.times) == 1 or 10 <= clock.hour <= 12 or clock.hour == 0


@given(moments, st.integers(1, 31))
def test_a_day_of_the_month_is_never_behind(now: datetime, number: int) -> None:
    for language, text in (
        ("en", f"on the {number}th"),
        ("es", f"el {number}"),
        ("tr", f"ayın {number}'inde"),
    ):
        said = read(text, language, now)  # type: ignore[arg-type]
        assert said.days
        assert all(day.day == number and day >= now.date() for day in said.days)
        assert said.unsure == (number == now.day)


@pytest.mark.parametrize("language", LANGUAGES)
@given(moments, st.integers(0, 6), st.sampled_from(["wide", "abbreviated"]))
def test_a_weekday_is_never_behind(language: Language, now: datetime, ahead: int, width: str) -> None:
    day = now.date() + timedelta(days=ahead)
    said = read(format_date(day, "EEEE", locale=language), language, now)
    assert said.days[0] == day
    assert said.unsure == (ahead == 0)
    assert not said.past
