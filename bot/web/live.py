"""What keeps pages alive: word of changes, and commands given on them."""

from collections.abc import AsyncIterator

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from bot.events import Person
from bot.web.entrance import local_path
from bot.web.render import console_of, user_of, words

_LONGEST = 8_000


async def changes(request: Request) -> Response:
    """Tell by server-sent events whenever something was written."""
    # https://html.spec.whatwg.org/multipage/server-sent-events.html

    async def words_of_change() -> AsyncIterator[str]:
        yield "retry: 2000\n\n"
        async for number in console_of(request).changes.follow():
            yield f"event: changed\ndata: {number}\n\n"

    return StreamingResponse(words_of_change(), media_type="text/event-stream")


async def order(request: Request) -> Response:
    """Give the form's `command` (such as `/ok 12`) about its `group`, and show the answer.

    A script gets JSON (`answer`), a plain form is led `back` to its page, which shows it.
    """
    form = await request.form()
    command, group = str(form.get("command", "")).strip(), str(form.get("group", ""))
    if not command.startswith("/") or len(command) > _LONGEST:
        raise HTTPException(400, "a command begins with / and is no novel")
    return told(request, await give(request, command, group), str(form.get("back", "/")))


def told(request: Request, answer: str, back: str) -> Response:
    """Show an answer: as JSON to a script, else on the page that leads `back`."""
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"answer": answer})
    request.session["flash"] = answer[:1000]  # it travels in a cookie
    return RedirectResponse(local_path(back), 303)


async def give(request: Request, command: str, group: str = "") -> str:
    """Give a command as who is logged in; return what the bot answers."""
    console, user = console_of(request), user_of(request)
    giver = Person(user.member, user.name)
    answer = await console.orders.give(giver, user.role, command, group)
    if answer is None:
        return words(
            request, "还没有回答，过一会儿再看", "No answer yet: have a look in a little while"
        )
    return answer
