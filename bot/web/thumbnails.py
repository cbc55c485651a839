"""Small versions of operators' images, for pages."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.lazy import lazy

_image: Any = lazy("PIL.Image")
_ops: Any = lazy("PIL.ImageOps")

KINDS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp")
_SIDE = 240  # pixels
_MOST_PIXELS = 60_000_000  # of an image that is opened at all: a few hundred megabytes unpacked


def thumbnail(path: Path) -> bytes:
    """Return a PNG of at most 240 pixels a side; raise OSError where it cannot be read as one."""
    found = path.stat()
    try:
        return _made(path, found.st_mtime_ns, found.st_size)
    except (SyntaxError, ValueError, _image.DecompressionBombError) as error:
        raise OSError(f"{path.name}: {error}") from error


@lru_cache(maxsize=512)
def _made(path: Path, _written: int, _size: int) -> bytes:
    with _image.open(path) as image:
        if image.width * image.height > _MOST_PIXELS:
            raise ValueError("too large to be shown")
        image.draft("RGB", (_SIDE, _SIDE))  # a large JPEG is then read at a fraction of its size
        small = _ops.exif_transpose(image)
        small.thumbnail((_SIDE, _SIDE))
        written = BytesIO()
        small.convert("RGBA" if "A" in small.getbands() else "RGB").save(written, "PNG")
    return written.getvalue()
