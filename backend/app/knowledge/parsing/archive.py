"""Office files are ZIP archives of XML: looked through before any library unpacks them."""

import io
import zipfile

from app.knowledge.parsing.reading import Refused

MOST_BYTES = 200 * 1024 * 1024
MOST_PARTS = 10_000
MOST_TIMES = 200
"""XML packs well, tables of nothing but zeros too; beyond this a part was made to be unpacked."""

_SMALL = 1024 * 1024  # bytes that do no harm, however well they were packed
_XML = (".xml", ".rels", ".vml")
_LOT = 1024 * 1024
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_LONGEST = max(map(len, _DECLARATIONS))


def checked(data: bytes) -> io.BytesIO:
    """The archive, for a library to read. Raises `Refused`: it unpacks to too much, or declares entities.

    What a part says of its size can be believed: the unpacking stops there.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise Refused("unpacks_too_large")
            for part in parts:
                _check(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, EOFError):
        raise Refused("broken") from None
    return io.BytesIO(data)


def _check(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.flag_bits & 1:
        raise Refused("encrypted")
    if part.file_size > _SMALL and part.file_size > MOST_TIMES * part.compress_size:
        raise Refused("unpacks_too_large")
    if part.filename.lower().endswith(_XML):
        # These formats know no declarations: whoever writes one wants a parser to fetch or to multiply something.
        with archive.open(part) as opened:
            before = b""
            while lot := opened.read(_LOT):
                if any(word in before + lot for word in _DECLARATIONS):
                    raise Refused("broken")
                before = lot[-_LONGEST:]
