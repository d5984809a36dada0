"""Two PDFs of the invented “Luna Hair Studio”: `python -m sandbox.demo_documents FOLDER`.

The same program always writes the same bytes, so that loading the demo twice uploads nothing new.
"""
# PyMuPDF has no types for its drawing calls.
# mypy: disallow-untyped-calls=False

import sys
from dataclasses import dataclass
from pathlib import Path

import pymupdf

PAGE = pymupdf.paper_rect("a4")
LEFT, RIGHT = 64, PAGE.width - 64
RIGHT_OF_MINUTES = RIGHT - 92
INK, SOFT, PLUM, LINE, BLUSH = (
    (0.13, 0.11, 0.15),
    (0.43, 0.40, 0.46),
    (0.45, 0.20, 0.38),
    (0.88, 0.85, 0.88),
    (0.98, 0.95, 0.96),
)
REGULAR, BOLD, TITLE = pymupdf.Font("helv"), pymupdf.Font("hebo"), pymupdf.Font("tibo")
TITLE_SIZE, HEADING_SIZE, BODY_SIZE, SMALL_SIZE = 30, 15, 10.5, 9
LINE_HEIGHT = 15.5
FIXED_DATE = "D:20260105090000Z"
CONTACT = "18 Linden Street, Riverside · +49 30 5550 0142 · hello@luna.example"


@dataclass(frozen=True)
class Price:
    """One row of the price list; `note` stands small behind the service, in brackets."""

    service: str
    minutes: int
    price: str
    note: str = ""


PRICES: dict[str, list[Price]] = {
    "Haircuts": [
        Price("Women’s haircut", 45, "€48", "wash, cut and finish"),
        Price("Women’s haircut, long hair", 60, "€58", "below the shoulders"),
        Price("Men’s haircut", 30, "€32", "wash and cut"),
        Price("Kids’ haircut", 25, "€22", "up to 12 years"),
        Price("Fringe trim", 10, "€10"),
        Price("Beard trim", 15, "€15"),
    ],
    "Styling": [
        Price("Blow-dry", 30, "€29"),
        Price("Wash and blow-dry", 40, "€34"),
        Price("Updo", 60, "€65"),
        Price("Bridal styling with trial", 150, "€180"),
    ],
    "Colour": [
        Price("Root colour", 75, "€62"),
        Price("Full colour", 105, "€89"),
        Price("Highlights, half head", 90, "€85"),
        Price("Highlights, full head", 135, "€120"),
        Price("Balayage", 165, "€165", "with toner, treatment and blow-dry"),
        Price("Toner", 30, "€30"),
        Price("Colour correction", 180, "from €190", "after a free consultation"),
    ],
    "Care": [
        Price("Deep-repair treatment", 20, "€25"),
        Price("Keratin smoothing", 150, "€175"),
        Price("Scalp treatment", 30, "€35"),
    ],
}

POLICIES: dict[str, list[str]] = {
    "Opening hours": [
        "Monday: closed.",
        "Tuesday to Friday: 9:00 to 19:00.",
        "Saturday: 9:00 to 16:00.",
        "Sunday and public holidays: closed.",
    ],
    "Where we are": [
        "Luna Hair Studio, 18 Linden Street, Riverside. Telephone +49 30 5550 0142, e-mail hello@luna.example.",
        "The tram stop Linden Street (lines 4 and 11) is one minute away. The entrance has no step.",
    ],
    "Parking": [
        "Two free places for our guests are in the courtyard; the gate code is in your confirmation. "
        "The Riverside car park is three minutes away and costs €2 an hour.",
    ],
    "Cancelling and being late": [
        "You can cancel or move an appointment free of charge up to 24 hours before it. Later than that, or when "
        "you do not come, we charge half of the price.",
        "When you are up to 10 minutes late, we do everything we planned. After 15 minutes we may have to "
        "shorten the service or find you another day.",
    ],
    "Deposits": [
        "Colour services of more than two hours, and bridal styling, need a deposit of €30. It is part of the "
        "price and comes back to you when you cancel at least 48 hours before.",
    ],
    "Patch test": [
        "Before your first colour with us, and again after six months, we do a patch test at least 48 hours "
        "before. It is free and takes 5 minutes.",
    ],
    "Children": [
        "Children are welcome. The price for kids is for children up to 12 years. A grown-up stays in the salon.",
    ],
    "Gift cards": [
        "Gift cards cost any amount from €20, are sold in the salon and by e-mail, and are good for three years. "
        "They cannot be paid out in cash.",
    ],
    "Payment": [
        "We take cash, all common cards, and Apple Pay and Google Pay. We do not take cheques.",
        "Students pay 10 % less for haircuts from Tuesday to Thursday when they show their card.",
    ],
    "If you are not happy": [
        "Tell us within 7 days and we put it right free of charge.",
    ],
}


class Sheet:
    """An A4 page that is written from top to bottom."""

    def __init__(self, document: pymupdf.Document, title: str, subtitle: str) -> None:
        self._page = document.new_page(width=PAGE.width, height=PAGE.height)
        self._page.draw_rect(pymupdf.Rect(0, 0, PAGE.width, 128), color=None, fill=BLUSH)
        self._page.draw_circle(pymupdf.Point(RIGHT - 22, 64), 22, color=None, fill=PLUM)
        self._page.draw_circle(pymupdf.Point(RIGHT - 13, 57), 19, color=None, fill=BLUSH)
        self._y = 64.0
        self.write(LEFT, "Luna Hair Studio", TITLE, TITLE_SIZE, PLUM)
        self._y = 90
        self.write(LEFT, title, BOLD, HEADING_SIZE, INK)
        self._y = 108
        self.write(LEFT, subtitle, REGULAR, SMALL_SIZE, SOFT)
        self._y = 136

    def write(
        self, x: float, text: str, font: pymupdf.Font, size: float, colour: tuple[float, float, float]
    ) -> None:
        """Text with its baseline at the present height."""
        writer = pymupdf.TextWriter(PAGE, color=colour)
        writer.append(pymupdf.Point(x, self._y), text, font=font, fontsize=size)
        writer.write_text(self._page)

    def heading(self, text: str) -> None:
        """A section's name, large enough for the platform to know it as a heading."""
        self._y += 30
        self.write(LEFT, text, BOLD, HEADING_SIZE, PLUM)
        self._y += 7
        self._page.draw_line(
            pymupdf.Point(LEFT, self._y), pymupdf.Point(RIGHT, self._y), color=LINE, width=0.8
        )
        self._y += 4

    def price_row(self, row: Price) -> None:
        """Service, minutes and price on one line; they are written in the order in which they are read."""
        self._y += LINE_HEIGHT
        self.write(LEFT, row.service, REGULAR, BODY_SIZE, INK)
        if row.note:
            after = LEFT + REGULAR.text_length(row.service, BODY_SIZE) + 8
            self.write(after, f"({row.note})", REGULAR, SMALL_SIZE, SOFT)
        minutes = f"{row.minutes} min"
        self.write(
            RIGHT_OF_MINUTES - REGULAR.text_length(minutes, BODY_SIZE), minutes, REGULAR, BODY_SIZE, SOFT
        )
        self.write(RIGHT - BOLD.text_length(row.price, BODY_SIZE), row.price, BOLD, BODY_SIZE, INK)
        self._y += 3.5

    def paragraph(self, text: str) -> None:
        """Words wrapped to the width of the page."""
        self._y += 2
        line = ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if REGULAR.text_length(longer, BODY_SIZE) > RIGHT - LEFT:
                self._line(line)
                longer = word
            line = longer
        self._line(line)

    def footer(self, text: str) -> None:
        """One line at the bottom."""
        self._y = PAGE.height - 40
        self.write(LEFT, text, REGULAR, SMALL_SIZE, SOFT)

    def _line(self, text: str) -> None:
        self._y += LINE_HEIGHT
        self.write(LEFT, text, REGULAR, BODY_SIZE, INK)


def price_list() -> bytes:
    """The price list as a PDF of one page."""
    document = pymupdf.open()
    sheet = Sheet(
        document, "Price list 2026", "All prices include consultation and VAT. Durations are for planning."
    )
    for section, rows in PRICES.items():
        sheet.heading(section)
        for row in rows:
            sheet.price_row(row)
    sheet.footer(CONTACT)
    return _finished(document, "Luna Hair Studio: price list")


def policies() -> bytes:
    """Opening hours, address and house rules as a PDF of two pages."""
    document = pymupdf.open()
    sections = list(POLICIES.items())
    for title, part in (("Hours and house rules", sections[:5]), ("House rules, continued", sections[5:])):
        sheet = Sheet(document, title, "For our guests. Valid from January 2026.")
        for section, paragraphs in part:
            sheet.heading(section)
            for paragraph in paragraphs:
                sheet.paragraph(paragraph)
        sheet.footer(CONTACT)
    return _finished(document, "Luna Hair Studio: hours and house rules")


def _finished(document: pymupdf.Document, title: str) -> bytes:
    document.set_metadata(
        {"title": title, "author": "Luna Hair Studio", "creationDate": FIXED_DATE, "modDate": FIXED_DATE}
    )
    document.subset_fonts()
    content: bytes = document.tobytes(garbage=4, deflate=True, no_new_id=True)
    document.close()
    return content


def demo_documents() -> dict[str, bytes]:
    """File name and content of both documents."""
    return {"luna-price-list.pdf": price_list(), "luna-policies.pdf": policies()}


def main() -> None:
    """Write both documents into the folder that the command line names."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in demo_documents().items():
        (folder / name).write_bytes(content)
        print(folder / name)


if __name__ == "__main__":
    main()
