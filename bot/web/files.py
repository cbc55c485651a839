"""The files of the set-up, as pages get at them."""

import asyncio
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.errors import Mistake
from bot.reading.sentences import Language
from bot.setup.masking import masked
from bot.setup.sources import Elsewhere, Source, Sources
from bot.store.versions import text_of
from bot.web.render import console_of, language_of, words

BOM = "\ufeff"


def sources_of(request: Request) -> Sources:
    """Return the files of the set-up that is live."""
    app = console_of(request).app
    return Sources(app.config_file, app.plans.deployment)


def open_source(request: Request, name: str) -> Source:
    """Return a file; raise HTTPException where that cannot be."""
    try:
        return sources_of(request).open(name)
    except Elsewhere:
        said = "没有这个文件，也不能有：{}", "there is no such file, and cannot be: {}"
        raise HTTPException(404, words(request, *said).format(name[:200])) from None
    except UnicodeDecodeError:
        said = "{} 不是 UTF-8，这里改不了", "{} is not UTF-8: it cannot be edited here"
        raise HTTPException(409, words(request, *said).format(name)) from None
    except OSError as error:
        raise HTTPException(409, f"{name}: {error.strerror}") from error


async def text_at(request: Request, number: int, name: str) -> str | None:
    """Return what a file was in a version, None where it was not there.

    What an older zhiban kept may hold more than is shown.
    """
    text = await text_of(console_of(request).reader, number, name)
    return None if text is None else masked(text)


async def form_of(request: Request) -> Mapping[str, str]:
    """Return what the forms about a file have."""
    sent = await request.form()
    return {key: str(sent.get(key, "")) for key in ("file", "text", "digest", "version")}


async def try_out(request: Request, name: str, text: str) -> list[Mistake]:
    """Return what would be wrong if a text were saved, in the language of the page."""
    language: Language = "zh" if language_of(request) == "zh" else "en"
    return await asyncio.to_thread(sources_of(request).try_out, name, text, language)


def told_of(mistake: Mistake, here: str) -> str:
    """Put a mistake into a line; its file is said only where it is another one."""
    where = "" if mistake.place.file == here else str(mistake.place)
    return ": ".join(part for part in (where, mistake.field, mistake.why) if part)


def line_of(mistake: Mistake, here: str) -> int:
    """Return the line of a mistake in this file; 0 where it is in another one."""
    return mistake.place.line if mistake.place.file == here else 0
