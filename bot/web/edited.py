"""The set-up as it would be once all is saved: what is on disk, and a text not saved yet."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.deployment import Deployment
from bot.reading.files import Files
from bot.reading.sentences import Language
from bot.setup.loading import load_deployment
from bot.setup.sources import Elsewhere, Sources
from bot.web.render import console_of, language_of, user_of


async def edited(request: Request, form: FormData) -> Deployment:
    """Read it, with the form's `text` in the place of its `file`; raise InputWrong."""
    files = Files(_unsaved(request, form))
    language: Language = "zh" if language_of(request) == "zh" else "en"
    config_file = console_of(request).app.config_file
    return await asyncio.to_thread(load_deployment, config_file, files, language)


def _unsaved(request: Request, form: FormData) -> Mapping[Path, str]:
    name, text = form.get("file"), form.get("text")
    if not isinstance(name, str) or not isinstance(text, str):
        return {}
    app = console_of(request).app
    if not console_of(request).has_role(user_of(request), "operator", everywhere=True):
        raise HTTPException(403, "files are for the role operator of all groups")
    try:
        return {Sources(app.config_file, app.plans.deployment).open(name).path: text}
    except (Elsewhere, OSError, UnicodeDecodeError) as error:
        raise HTTPException(404, f"{name[:200]}: {error}") from error
