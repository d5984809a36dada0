"""Small pictures as they come in: what they are is read from their bytes, never believed. Pure."""

import struct
from typing import Final, Literal, TypeAlias

ImageType: TypeAlias = Literal["png", "jpeg"]

MOST_BYTES: Final = 65_536
MOST_PIXELS: Final = 1_000  # in either direction: a few bytes can be a picture that fills a memory

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_NO_FRAME = (0xC4, 0xC8, 0xCC)  # tables that are numbered like frames


def type_of(image: bytes) -> ImageType | None:
    """What kind of picture it is; None for anything else, and for one that is too large in bytes or pixels."""
    kind: ImageType
    if image.startswith(_PNG):
        kind, size = "png", _png_size(image)
    elif image.startswith(_JPEG):
        kind, size = "jpeg", _jpeg_size(image)
    else:
        return None
    is_small = len(image) <= MOST_BYTES and size is not None and all(0 < side <= MOST_PIXELS for side in size)
    return kind if is_small else None


def _png_size(image: bytes) -> tuple[int, int] | None:
    if len(image) < 24 or image[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", image[16:24])
    return width, height


def _jpeg_size(image: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(image) and image[at] == 0xFF:
        marker = image[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = struct.unpack(">HH", image[at + 5 : at + 9])
            return width, height
        at += 2 + int(struct.unpack(">H", image[at + 2 : at + 4])[0])
    return None
