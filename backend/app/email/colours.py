"""Colours that people choose, and letters that stay readable on them. Pure."""

from typing import Final

_DARK: Final = "#000000"
_LIGHT: Final = "#ffffff"


def ink_on(colour: str) -> str:
    """Black or white, whichever is easier to read on this colour (#rrggbb): one of them always has 4.5 : 1."""
    return max((_LIGHT, _DARK), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """How far apart two colours are, from 1 to 21, as WCAG counts it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
