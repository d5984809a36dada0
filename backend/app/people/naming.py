"""What a new business is called until its owner says otherwise."""

import re
import unicodedata


def workspace_name_of(full_name: str) -> str:
    """`Ana Kaya` -> `Ana's business`."""
    return f"{full_name.split()[0]}'s business"


def slug_of(name: str) -> str:
    """`Ana's business` -> `anas-business`: small ASCII letters, digits and single dashes, at most 40 long."""
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ß", "ss"))
    letters = re.sub(r"['’]", "", plain).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:40].strip("-") or "business"
