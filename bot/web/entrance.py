"""Logging in and out, and choosing the language."""

import secrets

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.web.access import Access, Tries
from bot.web.console import User
from bot.web.guard import check_form
from bot.web.render import page, words


async def login(request: Request) -> Response:
    """Show the form, or let in by the token of the address that `run` prints."""
    request.state.user = None
    request.session.setdefault("csrf", secrets.token_urlsafe(24))
    token = request.query_params.get("token")
    if token is None:
        return _form(request)
    return _admit(request, _access(request).by_token(token))


async def check_login(request: Request) -> Response:
    """Let in by a password, or by the token pasted into the form."""
    request.state.user = None
    await check_form(request)
    form = await request.form()
    name, password = str(form.get("name", "")).strip(), str(form.get("password", ""))
    access = _access(request)
    user = access.by_password(name, password) if name else access.by_token(password.strip())
    return _admit(request, user)


async def logout(request: Request) -> Response:
    """Forget who it was."""
    request.session.clear()
    return RedirectResponse("/login", 303)


async def choose_language(request: Request) -> Response:
    """Remember the language of the pages."""
    form = await request.form()
    chosen = str(form.get("language", ""))
    if chosen not in ("zh", "en"):
        raise HTTPException(400, "zh or en")
    request.session["language"] = chosen
    return RedirectResponse(local_path(str(form.get("back", "/"))), 303)


def local_path(path: str) -> str:
    """Return a path of this site; anything else becomes the start page."""
    fine = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if fine else "/"


def _admit(request: Request, user: User | None) -> Response:
    tries: Tries = request.app.state.tries
    address = request.client.host if request.client else ""
    if not tries.may(address):
        why = words(request, "试得太多了，过一刻钟再来", "Too many tries: come back in 15 minutes")
        return _form(request, why, 429)
    if user is None:
        tries.failed(address)
        return _form(request, words(request, "不对，再看看", "That is not right"), 403)
    tries.succeeded(address)
    language = request.session.get("language")
    request.session.clear()  # what was known before the login counts for nothing
    request.session.update(user=user.name, proof=_access(request).proof(user))
    request.session["csrf"] = secrets.token_urlsafe(24)
    if language:
        request.session["language"] = language
    return RedirectResponse(local_path(request.query_params.get("next", "/")), 303)


def _form(request: Request, why: str = "", status: int = 200) -> Response:
    return page(request, "login.html", why=why, status=status)


def _access(request: Request) -> Access:
    access: Access = request.app.state.access
    return access
