"""Where the sources of templates come from, and which names they may have."""

from collections.abc import Callable

from bot.domain.template_faults import TemplateFault

Load = Callable[[str], str | None]
"""Give the source of a template file, None where there is no such file."""
INCLUDES = 20
LONGEST_SOURCE = 50_000
"""Characters of a template with all that it includes."""


def file_fault(name: str) -> TemplateFault | None:
    """Return what is wrong with a file's name, if anything; it has to stay inside its folder."""
    if not name.strip():
        return TemplateFault("unnamed")
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        return TemplateFault("outside", name=name)
    return None


def template_source(load: Load, name: str) -> str:
    """Read a template file; raise TemplateFault where there is none."""
    if fault := file_fault(name):
        raise fault
    source = load(name)
    if source is None:
        raise TemplateFault("no_file", name=name)
    return source
