"""Which zhiban this is."""

from bot.lazy import lazy

_metadata = lazy("importlib.metadata")


def version() -> str:
    """Return the version that is installed; "" where it runs from a folder that is not."""
    try:
        return str(_metadata.version("zhiban"))
    except ModuleNotFoundError:
        return ""
