"""A simulated group: be anybody in it, talk with the bot, move the clock; nothing is sent."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.errors import InputWrong
from bot.playground.session import Session
from bot.playground.sessions import Playground
from bot.playground.suggestions import newcomer, suggestions
from bot.web.edited import edited
from bot.web.menu import Page, Way
from bot.web.render import console_of, language_of, page, user_of

_SOON = timedelta(minutes=10)
_LONGEST = 4_000
Form = Mapping[str, str]
Deed = Callable[[Session, Form], Awaitable[None]]


async def show(request: Request) -> Response:
    """Show the chat as it is now."""
    async with _session(request) as session:
        cast, stage = session.chat.cast, session.stage
        due = stage.next_due
        names = {person.name for person in cast.everybody()}
        return page(
            request,
            "playground.html",
            session=session,
            cast=cast,
            bubbles=[b for b in session.chat.bubbles if b.group in ("", cast.group)],
            people=[(person, cast.is_present(person)) for person in cast.everybody()],
            quoted=session.chat.find(request.query_params.get("quote", "-")),
            tries=suggestions(stage.deployment, cast.group),
            newcomer=newcomer(names, language_of(request)),
            soon=due if due is not None and due - stage.now <= _SOON else None,
        )


async def act(request: Request) -> Response:
    """Do what a form of the page says, and show what came of it."""
    sent = await request.form()
    form = {name: str(value)[:_LONGEST] for name, value in sent.items()}
    deed, _, about = form.get("do", "").partition(":")
    if deed == "anew":
        await _playground(request).begin(_visitor(request))
    elif deed == "unsaved":
        await _try_out(request, sent)
    elif deed in DEEDS:
        async with _session(request) as session:
            await DEEDS[deed](session, form | {"about": about})
    else:
        raise HTTPException(400, f"nothing is called {deed}")
    return RedirectResponse("/playground#write", 303)


async def _try_out(request: Request, sent: FormData) -> None:
    """Begin anew with a text that an editor has not saved yet; say what is wrong with it."""
    try:
        own = await edited(request, sent)
    except InputWrong as error:
        request.session["flash"] = str(error)[:1000]
    else:
        await _playground(request).begin(_visitor(request), own)


async def news(request: Request) -> Response:
    """Say with 200 that there is more than the bubble `seen`, with 204 that there is not."""
    seen = request.query_params.get("seen", "")
    async with _session(request) as session:
        return Response(status_code=204 if seen == str(session.chat.last) else 200)


async def _say(session: Session, form: Form) -> None:
    if form.get("as"):
        session.become(form["as"])
    await session.say(
        form.get("text", ""), private="private" in form, quotes=form.get("quotes", "")
    )


async def _send_image(session: Session, form: Form) -> None:
    if form.get("as"):
        session.become(form["as"])
    await session.say(form.get("text", ""), "image", private="private" in form)


async def _try(session: Session, form: Form) -> None:
    await session.say(form["about"])


async def _click(session: Session, form: Form) -> None:
    await session.say(form["about"], "card")


async def _become(session: Session, form: Form) -> None:
    session.become((form["about"] or form.get("name", "")).strip())


async def _join(session: Session, form: Form) -> None:
    await session.join(form["about"] or form.get("names", ""))


async def _invite(session: Session, form: Form) -> None:
    await session.join(form.get("names", ""), invited=True)


async def _leave(session: Session, _: Form) -> None:
    await session.leave()


async def _rename(session: Session, form: Form) -> None:
    await session.rename(form.get("topic", ""))


async def _visit(session: Session, form: Form) -> None:
    await session.visit(form.get("group", ""))


async def _recall(session: Session, form: Form) -> None:
    await session.recall(form["about"])


async def _pass_time(session: Session, form: Form) -> None:
    await session.pass_time(form["about"] or form.get("time", ""))


DEEDS: Mapping[str, Deed] = {
    "say": _say,
    "image": _send_image,
    "try": _try,
    "click": _click,
    "become": _become,
    "join": _join,
    "invite": _invite,
    "leave": _leave,
    "topic": _rename,
    "visit": _visit,
    "recall": _recall,
    "clock": _pass_time,
}
"""What the buttons of the page do, by the word before the colon of their `do`."""


def _playground(request: Request) -> Playground:
    playground = console_of(request).services.get(Playground)
    if not isinstance(playground, Playground):
        raise HTTPException(404, "there is no playground here")
    return playground


def _session(request: Request) -> AbstractAsyncContextManager[Session]:
    """Return the visitor's session; who does not run all groups has their own ones in it."""
    console, user = console_of(request), user_of(request)
    runs_all = console.has_role(user, "operator", everywhere=True)
    groups = None if runs_all else console.groups_of(user)
    return _playground(request).session(_visitor(request), groups)


def _visitor(request: Request) -> str:
    """Return what the session of this browser is known by."""
    visitor: str = request.session.setdefault("visitor", secrets.token_urlsafe(12))
    return visitor


PAGE = Page(
    name="playground",
    title={"zh": "试一试", "en": "Playground"},
    icon="💬",
    ways=[
        Way("/playground", show),
        Way("/playground", act, ["POST"]),
        Way("/playground/news", news),
    ],
)
