"""Days and times in people's own words (English, Spanish, Turkish). Pure; says that it is unsure rather than guess."""

from app.when.reader import read
from app.when.said import Language, Part, Said

__all__ = ["Language", "Part", "Said", "read"]
