"""Puts the pages together with what stands before them."""

from collections.abc import Sequence
from datetime import timedelta

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.config.model import Role
from bot.web.access import Access, Tries
from bot.web.console import Console
from bot.web.entrance import check_login, choose_language, login, logout
from bot.web.guard import Headed, guarded
from bot.web.live import changes, order
from bot.web.menu import Page, Way
from bot.web.pages import PAGES
from bot.web.render import STATIC, page
from bot.web.vitals.answers import ROUTES, answering
from bot.web.vitals.vitals import Vitals

_SESSION = timedelta(days=30)
_SHARED: Sequence[Way] = (
    Way("/live", changes),
    Way("/order", order, ["POST"]),
    Way("/language", choose_language, ["POST"], "member"),
    Way("/logout", logout, ["POST"], "member"),
)


def make_site(
    console: Console,
    access: Access,
    key: str,
    *,
    https: bool = False,
    pages: Sequence[Page] = PAGES,
) -> Starlette:
    """Return the application; `key` signs the sessions, and cookies go by `https` alone if so.

    An open one has a cookie of its own: a demo logs nobody out of a console on the same machine.
    """
    routes = [
        Mount("/static", StaticFiles(directory=STATIC)),
        Route("/login", login, methods=["GET"]),
        Route("/login", check_login, methods=["POST"]),
        *ROUTES,
        *(_route(way, "operator") for way in _SHARED),
        *(_route(way, one.role, one.everywhere) for one in pages for way in one.ways),
    ]
    site = Starlette(
        routes=routes,
        middleware=[Middleware(Headed), _sessions(key, https, console.open)],
        exception_handlers={HTTPException: _told, 500: _failed},
    )
    site.state.console, site.state.access = console, access
    site.state.tries, site.state.nav = Tries(console.app.clock.now), pages
    vitals = Vitals(console.app, console.reader)
    return answering(site, vitals, key, "nobody" if https else "here")


def _sessions(key: str, https: bool, demo: bool) -> Middleware:
    return Middleware(
        SessionMiddleware,
        secret_key=key,
        session_cookie="zhiban_demo" if demo else "zhiban",
        max_age=int(_SESSION.total_seconds()),
        same_site="lax",  # strict would not log in who follows a link from a chat
        https_only=https,
    )


def _route(way: Way, role: Role, everywhere: bool = False) -> Route:
    everywhere = everywhere or way.everywhere
    endpoint = guarded(way.endpoint, way.role or role, everywhere=everywhere)
    return Route(way.path, endpoint, methods=list(way.methods))


async def _told(request: Request, error: Exception) -> Response:
    """Say what is wrong in a page, or in a line to who asked for something else."""
    assert isinstance(error, HTTPException)
    html = "text/html" in request.headers.get("accept", "")
    if not html or getattr(request.state, "user", None) is None:
        return PlainTextResponse(error.detail, error.status_code)
    why = error.detail
    return page(request, "wrong.html", status=error.status_code, why=why, code=error.status_code)


async def _failed(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("this page failed: the log says why", 500)
