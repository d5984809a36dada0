"""What the bench's business knows: a handbook made from a seed, always the same, with something to find in it."""

import random

import pymupdf

FEWEST_CHUNKS = 50
ABOUT = (
    "We are a hair studio with four stylists near the old harbour. We cut, colour and style hair for women, men and "
    "children, and we prepare brides. We speak English, Spanish and Turkish. Walk-ins are welcome when a chair is "
    "free; an appointment is better. We do not give medical advice."
)
SUBJECTS = (
    "haircuts", "colouring", "highlights", "balayage", "perms", "straightening", "children", "beards", "brides",
    "extensions", "scalp care", "products", "gift cards", "cancellations", "late arrivals", "parking", "payment",
    "students", "allergies", "refunds", "opening hours", "holidays", "membership", "consultations", "blow-drying",
    "braids", "curls", "grey hair", "toning", "bleaching",
)  # fmt: skip
_PEOPLE = ("a stylist", "the reception", "a customer", "our colourist", "a trainee", "the manager")
_VERBS = ("explains", "prepares", "checks", "offers", "writes down", "recommends", "confirms", "repeats")
_THINGS = (
    "the price before the work begins", "a test on a small strand", "how long the visit takes", "a glass of tea",
    "the date of the next visit", "which products were used", "what can be done at home", "a second appointment",
    "the colour from the card", "whether the skin is sensitive", "a photograph of the result", "the care afterwards",
)  # fmt: skip


def handbook() -> bytes:
    """A PDF with one chapter a page."""
    source = random.Random(7)
    with pymupdf.open() as book:  # type: ignore[no-untyped-call]
        for subject in SUBJECTS:
            page = book.new_page()
            page.insert_text((60, 70), f"All about {subject}", fontsize=18)
            page.insert_textbox((60, 90, 540, 800), _chapter(subject, source), fontsize=9, lineheight=1.2)
        content: bytes = book.tobytes()
    return content


def _chapter(subject: str, source: random.Random) -> str:
    sentences = [
        f"For {subject}, {source.choice(_PEOPLE)} {source.choice(_VERBS)} {source.choice(_THINGS)}"
        f" and {source.choice(_VERBS)} {source.choice(_THINGS)}; this takes {source.randint(5, 95)} minutes and"
        f" costs {source.randint(9, 240)} euros."
        for _ in range(26)
    ]
    return " ".join(sentences)
