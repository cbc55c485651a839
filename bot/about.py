"""Which zhiban this is."""

from importlib import metadata


def version() -> str:
    """Return the version that is installed; "" where it runs from a folder that is not."""
    try:
        return metadata.version("zhiban")
    except metadata.PackageNotFoundError:
        return ""
