"""What values look like in documents, and the small words around them, in all languages at once.

SHUT, KINDS and VALUE_WORDS are compared with folded text, the others with the text as it is written.
"""

_CURRENCY = r"(?:[€$£₺]|\b(?:EUR|USD|GBP|TRY|TL)\b)"
_AMOUNT = r"\d[\d.,]*(?:\s?[-–]\s?(?:[€$£₺]\s?)?\d[\d.,]*)?"
MONEY = (
    rf"{_CURRENCY}\s?{_AMOUNT}|\b{_AMOUNT}\s?(?:[€$£₺]|(?:EUR|USD|GBP|TRY|TL|euros?|dollars?|pounds?|lira|dolar)\b)"
    r"|(?<![-–:.,] )(?<![-–:.,])\b\d+[.,]\d\d(?=\s*$)"
)
CLOCK = r"\b\d{1,2}(?:[:.h]\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.)|\b\d{1,2}[:.]\d\d\b|\b\d{1,2}\s?[-–]\s?\d{1,2}\b"
SHUT = r"\b(?:closed|cerrado|cerrada|cerramos|kapali|kapaliyiz|open|abierto|acik|24/7)\b"
KINDS = {
    "price": rf"{MONEY}|\d\s?%|\b(?:free|gratis|gratuito|gratuita|ucretsiz|bedava)\b",
    "hours": rf"{CLOCK}|{SHUT}",
    "duration": r"\b\d+(?:[.,]\d+)?\s?(?:min|mins|minutes?|minutos?|dk|dakika|hours?|hrs?|h|horas?|saat)\b",
    "place": r"\b(?:address|street|avenue|road|square|located|find us|floor|calle|avenida|plaza|direccion|"
    r"paseo|sokak|sokagi|caddesi|cadde|mahallesi|adres|bulvari|st\.|rd\.|ave\.)",
    "phone": r"\+?\d[\d ()/.-]{6,}\d",
    "email": r"\S+@\S+\.\w+",
}
"""What a value looks like, by the kind that a question asks for."""

ABBREVIATION = r"\b(?:min|approx|incl|e\.g|i\.e|no|nr|st|av|dr|mr|mrs|ms|tel|sra?|dra|c|p|vb|yak)\.$"
"""After which no sentence ends."""
CONNECTING = (
    r" (?:and|or|with|of|from|for|in|at|to|the|a|by|on|our|y|o|con|de|del|en|el|la|los|las|por|para|un|una"
    r"|ve|ile)$"
)
"""After which a line goes on."""
VALUE_WORDS = (
    r"\b(?:from|desde|closed|cerrado|kapali|free|gratis|ucretsiz|min|mins|minutes?|minutos?|dk|dakika|h|hrs?|hours?"
    r"|horas?|saat|am|pm|eur|usd|gbp|tl|try|euros?|lira|to|a|y|and)\b"
)
"""Which may stand in a cell that holds a value and nothing else."""
