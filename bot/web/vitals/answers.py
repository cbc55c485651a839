"""The addresses that machines ask: /healthz, /readyz, /metrics, and /vitals for `zhiban status`."""

import asyncio
import hmac
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.lazy import lazy
from bot.web.kept import proof_of
from bot.web.vitals.report import report
from bot.web.vitals.vitals import Vitals

Readers = Literal["everybody", "here", "nobody"]
"""Who may read /metrics at an address: all who reach it, programs on this machine, or nobody."""

_exposition = lazy("bot.web.vitals.exposition")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
_OWN_NAMES = ("127.0.0.1", "localhost", "::1")


async def healthz(request: Request) -> Response:
    """Say whether it lives: 503 where only a new start would help. For everybody."""
    dead = await _vitals(request).dead()
    return JSONResponse({"alive": not dead, "reasons": dead}, 503 if dead else 200)


async def readyz(request: Request) -> Response:
    """Say whether it does its work, else 503 and why. For everybody."""
    unready = await _vitals(request).unready()
    return JSONResponse({"ready": not unready, "reasons": unready}, 503 if unready else 200)


async def metrics(request: Request) -> Response:
    """Show the figures to who may read them there."""
    readers: Readers = request.app.state.readers
    if readers != "everybody" and not (readers == "here" and _is_from_here(request)):
        raise HTTPException(403, "only for this machine: see `metrics` in docs/observing.md")
    asked = _vitals(request)
    async with asked.loading:  # beside the loop: it takes 0.1 s, once
        exposition = await asyncio.to_thread(getattr, _exposition, "exposition")
    told = await exposition(asked)
    return Response(told, media_type=_exposition.CONTENT_TYPE)


async def vitals(request: Request) -> Response:
    """Show what is only in memory to who can read the database."""
    given = request.headers.get("authorization", "").encode()
    if not hmac.compare_digest(given, f"Bearer {request.app.state.proof}".encode()):
        raise HTTPException(403, "only for `zhiban status`")
    return JSONResponse(await report(_vitals(request)))


ROUTES: Sequence[BaseRoute] = [
    Route("/healthz", healthz),
    Route("/readyz", readyz),
    Route("/metrics", metrics),
    Route("/vitals", vitals),
]


def answering(site: Starlette, asked: Vitals, key: str, readers: Readers) -> Starlette:
    """Let a site with these routes answer; `key` is the one that signs the sessions."""
    site.state.vitals, site.state.proof, site.state.readers = asked, proof_of(key), readers
    return site


def _vitals(request: Request) -> Vitals:
    found: Vitals = request.app.state.vitals
    return found


def _is_from_here(request: Request) -> bool:
    """Say whether a program on this machine asks, and for itself.

    A page of another site in a browser here would ask by a name that is not ours.
    """
    asks = request.client.host if request.client else ""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    forwarded = any(header in request.headers for header in _FORWARDED)
    return _is_loopback(asks) and host in _OWN_NAMES and not forwarded


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
