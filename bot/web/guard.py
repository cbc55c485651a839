"""What stands before every page: a session, a role, a token against forged forms, headers."""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.config.model import Role
from bot.web.access import OWNER, Access
from bot.web.console import User
from bot.web.render import console_of

Endpoint = Callable[[Request], Awaitable[Response]]

LARGEST = 24 * 1024 * 1024
"""Bytes of a request: the largest workbook that may be uploaded, and a little."""
LARGEST_LOGIN = 64 * 1024
"""Bytes of what comes from whoever is not known yet."""
_LARGEST_FIELD = 4 * 1024 * 1024
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; "
    "style-src 'self'; style-src-attr 'unsafe-inline'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def guarded(endpoint: Endpoint, role: Role, *, everywhere: bool = False) -> Endpoint:
    """Let in who is logged in and has this role in some group, or in all of them.

    Forms come in only with this session's token.
    """

    async def let_in(request: Request) -> Response:
        console, access = console_of(request), request.app.state.access
        user = OWNER if console.open else user_of_session(request, access)
        if user is None:
            if request.method != "GET":
                raise HTTPException(403, "log in first")
            return RedirectResponse(f"/login?next={quote(request.url.path)}", 303)
        request.state.user = user
        console.counting.look()
        request.session.setdefault("csrf", secrets.token_urlsafe(24))
        if not console.has_role(user, role, everywhere=everywhere):
            where = " of all groups" if everywhere else ""
            raise HTTPException(403, f"this is for the role {role}{where}")
        try:
            if request.method not in ("GET", "HEAD"):
                await check_form(request)
            return await endpoint(request)
        finally:
            await request.close()  # files that were sent

    return let_in


def user_of_session(request: Request, access: Access) -> User | None:
    """Return who the session is of, None if nobody."""
    session = request.session
    return access.by_session(str(session.get("user", "")), str(session.get("proof", "")))


async def check_form(request: Request) -> None:
    """Refuse what another site sends in the user's name: other origins, and without the token."""
    origin = request.headers.get("origin")
    foreign = request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
    if foreign or (origin and origin.partition("://")[2] != request.headers.get("host")):
        raise HTTPException(403, "this form comes from another site")
    given = request.headers.get("x-csrf-token")
    if given is None:
        form = await request.form(max_part_size=_LARGEST_FIELD)
        given = str(form.get("csrf", ""))
    own = str(request.session.get("csrf", ""))
    if not own or not hmac.compare_digest(given.encode(), own.encode()):
        raise HTTPException(403, "this form is too old: load the page again")


class Headed:
    """Adds security headers to every answer, and refuses bodies that are too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        largest = LARGEST_LOGIN if scope["path"] == "/login" else LARGEST
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdecimal() or int(length) > largest:
            await Response("too large", 413)(scope, receive, send)
            return
        read = 0

        async def received() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > largest:
                raise HTTPException(413, "too large")
            return message

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                fixed = scope["path"].startswith("/static/")
                headers.setdefault("Cache-Control", "no-cache" if fixed else "no-store")
            await send(message)

        await self._app(scope, received, headed)
