"""An address or a number counts where the customer gives it as their own; where it is in doubt, it does not (T2)."""

import time

import pytest

from app.reach import Line, address_in, number_in, region_of, without_ways

ASKED = "Tuesday at 10:00 is free. For a confirmation and a reminder, may I have your e-mail address?"
ANA = "ana@example.com"


@pytest.mark.parametrize(
    "text",
    [
        "Ana@Example.com", "ok, ana@example.com thanks!", "It's ana@example.com.", "My e-mail is ana@example.com",
        "I would like to come in. My address is ana@example.com. Bye", "move me please, I am ana@example.com",
        "Is Tuesday free? You can reach me at ana@example.com", "ana@example.com is my mail",
        "Send the confirmation to ana@example.com", "here you go: ana@example.com",
        "mi correo es ana@example.com, gracias", "Escríbame a ana@example.com", "Claro, aquí tiene: ana@example.com",
        "Envíenme la confirmación a ana@example.com", "e-postam ana@example.com", "Mail adresim şu: ana@example.com",
        "Bana ana@example.com adresinden ulaşabilirsiniz", "buyrun ana@example.com teşekkürler",
        "Meine E-Mail-Adresse lautet ana@example.com", "Sie erreichen mich unter ana@example.com",
        "ana@example.com bitte, danke", "Schicken Sie die Bestätigung an ana@example.com",
    ],
)  # fmt: skip
def test_theirs(text: str) -> None:
    assert address_in([Line(text)]) == ANA


@pytest.mark.parametrize(
    "text",
    [
        "write to my boss at ana@example.com", "is ana@example.com your address?", "ana@example.com?",
        "I wrote to ana@example.com last week and nobody answered", "my friend is ana@example.com",
        "my wife's e-mail is ana@example.com", "do not use my address ana@example.com", "her mail is ana@example.com",
        "ana@example.com or ben@example.com", "my old address was ana@example.com", "Ask ana@example.com about it",
        "el correo de mi jefe es ana@example.com", "¿su correo es ana@example.com?", "su correo es ana@example.com",
        "He escrito a ana@example.com y nadie contesta", "mi marido usa ana@example.com",
        "Patronumun adresi ana@example.com", "ana@example.com sizin adresiniz mi?", "adresim ana@example.com değil",
        "Eşimin e-postası ana@example.com", "Schreiben Sie meinem Chef an ana@example.com",
        "Ist ana@example.com Ihre Adresse?", "Ihre Adresse ist ana@example.com",
        "ana@example.com hat nicht geantwortet",
    ],
)  # fmt: skip
def test_not_theirs(text: str) -> None:
    assert address_in([Line(text)]) is None
    # One that speaks of somebody else does not count as an answer either.
    others = ("wrote", "Ask", "escrito")
    if not any(word in text for word in others):
        assert address_in([Line(text, ASKED)]) is None


@pytest.mark.parametrize(
    ("ours", "counts"),
    [
        (ASKED, True),
        ("If you would like a confirmation and a reminder by e-mail, add your address.", True),
        ("Si quiere una confirmación por correo, añada su dirección.", True),
        ("E-postayla onay isterseniz adresinizi ekleyin.", True),
        ("Wie lautet Ihre E-Mail-Adresse?", True),
        ("Just drop your e-mail here, and send me your number too.", True),
        ("I have your e-mail, and I will send you an e-mail tomorrow.", False),
        ("Your e-mail is on its way. Would you like anything else?", False),
        ("You can write to info@luna.example, or leave your address.", False),
        ("Which day suits you?", False),
        ("", False),
    ],
)
def test_an_answer_to_our_question(ours: str, counts: bool) -> None:
    given = address_in([Line("Tuesday works, ana@example.com and see you then", ours)])
    assert given == (ANA if counts else None)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("It is Ana.Perez+cut@Example.com.", "ana.perez+cut@example.com"),
        ("first@example.com, no: second@example.com", None),
        ("<ana@example.com>", ANA),
        ("call me at @luna or a@b", None),
        ("ana@example.com\r\nBcc: spy", None),
        ("ana@exa\nmple.com", None),
        ("", None),
    ],
)
def test_only_what_is_an_address(line: str, found: str | None) -> None:
    assert address_in([Line(line)]) == found


def test_of_several_lines_the_newest_that_gives_one() -> None:
    lines = [
        Line("my boss is bob@example.com"),
        Line("mail me at ana@example.com"),
        Line("i am old@example.com"),
    ]
    assert address_in(lines) == ANA


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("my number is 612 345 678", "ES", "+34612345678"), ("+34 612 345 678", None, "+34612345678"),
        ("my number is 612 345 678", None, None), ("Numaram 0532 123 45 67", "TR", "+905321234567"),
        ("Sie erreichen mich unter 0176 1234 5678", "DE", "+4917612345678"),
        ("Rufen Sie meine Frau an: 0176 1234 5678", "DE", None),
        ("call my brother on +34 612 345 678", "ES", None), ("Is +34 612 345 678 yours?", "ES", None),
        ("on 12.05.2031 at 15:00", "ES", None), ("I am ana612345678@example.com", "ES", None),
        ("my number is 123", "ES", None),
    ],
)  # fmt: skip
def test_numbers(text: str, region: str | None, number: str | None) -> None:
    assert number_in([Line(text)], region) == number


NUMBER = "612345678"


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("my order number is 612345678", ""), ("my DNI number 612345678", ""), ("mi numero de cuenta es 612345678", ""),
        ("mi número de pedido es 612345678", ""), ("my customer number: 612345678", ""), ("my id is 612345678", ""),
        ("my number for the invoice is 612345678", ""), ("sipariş numaram 612345678", ""),
        ("Meine Bestellnummer ist 612345678", ""), ("meine Kundennummer ist 612345678", ""),
        (NUMBER, "What is your order number?"), (NUMBER, "¿Cuál es su DNI?"), (NUMBER, "Please tell me your DNI."),
        (NUMBER, "Wie lautet Ihre Rechnungsnummer?"), ("my number is 612345678", "And your booking number?"),
        ("612345678\nthat is the order", "May I have your telephone number?"),
    ],
)  # fmt: skip
def test_a_number_of_something_else(text: str, ours: str) -> None:
    assert number_in([Line(text, ours)], "ES") is None


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("I'd like to come, my number is 612345678", ""), (NUMBER, "Your booking stands. And your telephone number?"),
        ("I have an order. My number is 612345678", ""), (NUMBER, "Which day suits you?"),
    ],
)  # fmt: skip
def test_a_telephone_besides_something_else(text: str, ours: str) -> None:
    assert number_in([Line(text, ours)], "ES") == "+34612345678"


def test_an_address_for_a_booking() -> None:
    assert address_in([Line("for the booking my email is ana@example.com")]) == ANA
    assert address_in([Line("ana@example.com", "Your e-mail for the booking?")]) == ANA


@pytest.mark.parametrize("text", ["ana@example.com\nthats my sister", "Not sure. ana@example.com works"])
def test_an_answer_with_doubts_besides(text: str) -> None:
    assert address_in([Line(text, ASKED)]) is None


@pytest.mark.parametrize(
    ("newer", "found"),
    [
        ("please don't use ana@example.com", None), ("ana@example.com is my old one", None),
        ("not ana@example.com but ben@example.com", None), ("my boss is ben@example.com", ANA),
        ("is ana@example.com right?", ANA), ("I don't know", ANA),
    ],
)  # fmt: skip
def test_who_takes_it_back_has_not_given_it(newer: str, found: str | None) -> None:
    given = Line("my email is ana@example.com")
    assert address_in([Line(newer), given]) == found
    assert address_in([given, Line(newer)]) == ANA, "the newest counts"


def test_a_number_is_taken_back() -> None:
    given = Line("my number is 612345678")
    assert number_in([Line("do not call 612 345 678"), given], "ES") is None


@pytest.mark.parametrize(
    "text", ["1-1-" * 500, "1 " * 1000, "a@" * 1000, "612345678 " * 200, "a@b.co " * 280]
)
def test_long_lines_take_a_moment_and_say_nothing(text: str) -> None:
    began = time.process_time()
    assert address_in([Line(text)] * 100) is None
    assert number_in([Line(text)] * 100, "ES") is None
    assert time.process_time() - began < 1


@pytest.mark.parametrize("size", range(430, 501, 2))
def test_what_a_long_line_cuts_in_two_does_not_count(size: int) -> None:
    before = "x " * (size // 2)
    assert address_in([Line(f"{before}my mail is ana@example.com.tr")]) in (None, "ana@example.com.tr")
    assert number_in([Line(f"{before}my number is +49 30 1234 5678 90")], None) in (None, "+49301234567890")


def test_a_long_line_of_one_word_or_none() -> None:
    for blank in (486, 600):
        assert address_in([Line(" " * blank + "ana@example.com")]) is None
    assert number_in([Line("+49301234567890" * 40)], None) is None


def test_lines_without_any_do_not_hide_an_older_one() -> None:
    said = [Line("and at 10:00?")] * 60
    assert address_in([*said, Line(ANA)]) == ANA
    assert address_in([*[Line("write to @luna")] * 20, Line(ANA)]) is None


def test_the_country_of_a_zone() -> None:
    zones = ("Europe/Madrid", "America/New_York", "Europe/Istanbul", "UTC", "Mars/Base")
    assert [region_of(zone) for zone in zones] == ["ES", "US", "TR", None, None]


def test_ways_are_taken_out_and_days_and_times_stay() -> None:
    said = "12.05.2031 15:00, 2031-05-12 at 10:30 or in 45 minutes"
    assert without_ways(f"{said} ana@example.com +34 612 345 678") == said
    assert without_ways("a" * 5000 + "@" * 3000) is not None, "a long line is read in a moment"
