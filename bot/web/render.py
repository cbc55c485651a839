"""Makes a page from its template, in the language of config.yaml or the one chosen on the page."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.domain.moments import from_us
from bot.domain.text import clean
from bot.web.console import Console, User

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters["person"] = clean
"""People's words on a page: without characters that change how the rest is read."""


def console_of(request: Request) -> Console:
    """Return what pages may ask."""
    console: Console = request.app.state.console
    return console


def user_of(request: Request) -> User:
    """Return who asks: nobody gets here without being logged in."""
    user: User = request.state.user
    return user


def language_of(request: Request) -> str:
    """Return zh or en: what was chosen on the page, else config.yaml's language."""
    chosen = request.session.get("language")
    return chosen if chosen in ("zh", "en") else console_of(request).deployment.config.language


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page made of `templates/NAME.html` with its values.

    Beside them a template has `_(zh, en)`, `local(us, form)`, `user`, `console`, `request`,
    `csrf`, `nav` and `language`; the filter `person` makes names and words of people harmless.
    """
    console, language = console_of(request), language_of(request)
    shared = {
        "_": partial(_choose, language),
        "local": _local(console),
        "console": console,
        "user": request.state.user,
        "request": request,
        "csrf": request.session.get("csrf", ""),
        "nav": _nav(request),
        "language": language,
        "flash": request.session.pop("flash", None),
    }
    text = _ENVIRONMENT.get_template(template).render(shared | values)
    return HTMLResponse(text, status)


def _nav(request: Request) -> list[Any]:
    """Return the pages that who asks may see."""
    console, user = console_of(request), request.state.user
    return [
        one
        for one in request.app.state.nav
        if user and console.has_role(user, one.role, everywhere=one.everywhere)
    ]


def words(request: Request, chinese: str, english: str) -> str:
    """Return what is to be read in the language of the page."""
    return chinese if language_of(request) == "zh" else english


def _choose(language: str, chinese: str, english: str) -> str | Markup:
    """Return the words of one language; markup stays markup."""
    return chinese if language == "zh" else english


def _local(console: Console) -> Callable[[int | datetime, str], str]:
    def local(moment: int | datetime, form: str = "%m-%d %H:%M") -> str:
        """Write a moment, in microseconds or as a datetime, in the deployment's zone."""
        at = from_us(moment) if isinstance(moment, int) else moment
        return at.astimezone(console.deployment.config.zone).strftime(form)

    return local
