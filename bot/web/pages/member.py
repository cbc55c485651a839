"""One member: what they did, where they stand and why, what is known of them."""

from datetime import date, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.domain.challenge_rules import Ruled
from bot.store.views.member import Known, known, ledger
from bot.store.views.timeline import Entry, active_days, timeline
from bot.web.asked import text_of
from bot.web.console import Console
from bot.web.days import beginning, read_day
from bot.web.live import give, told
from bot.web.menu import Page, Way
from bot.web.render import console_of, language_of, page, user_of, words
from bot.web.standing import runs_of, scores_of
from handlers.commands.me import DEEDS

_DAYS = 14
"""Active days of a member on one page of their life."""
_WRITES = ("tag", "untag", "note", "unnote", "birthday")
"""The commands that the forms of this page give."""


async def show(request: Request) -> Response:
    """Show a member as known in the groups that one runs."""
    console, member = console_of(request), await _member(request)
    groups = [seat.grp for seat in member.seats]
    life, older = await _life(console, member, text_of(request, "before"))
    return page(
        request,
        "member.html",
        member=member,
        deeds=DEEDS[language_of(request)],
        life=life,
        older=older,
        scores=await scores_of(console, member),
        runs=await runs_of(console, member),
        ledger=await ledger(console.reader.rows, member.member, groups),
    )


async def write(request: Request) -> Response:
    """Give the command of a form: `do` is its name, `text` what follows whom it is about."""
    form = await request.form()
    do, id, text = (str(form.get(name, "")).strip() for name in ("do", "id", "text"))
    if do not in _WRITES:
        raise HTTPException(400, f"there is no form for {do}")
    about = text if do == "unnote" else f"@{id} {text}"
    answer = await give(request, f"/{do} {about}")
    return told(request, answer, str(form.get("back", "/members")))


async def _member(request: Request) -> Known:
    console = console_of(request)
    groups = console.groups_of(user_of(request))
    id = request.query_params.get("id", "")
    found = await known(console.reader.rows, id, groups, _challenges(console))
    if found is None:
        raise HTTPException(404, words(request, "没有这位成员", "There is no such member"))
    return found


def _challenges(console: Console) -> list[str]:
    """Return the challenges there are, by id."""
    playbooks = console.deployment.library.all
    return sorted({playbook.id for playbook in playbooks if isinstance(playbook, Ruled)})


async def _life(console: Console, member: Known, before: str) -> tuple[list[Entry], str]:
    """Return what a member did on their last active days, and before which day to go on."""
    rows, groups = console.reader.rows, [seat.grp for seat in member.seats]
    end = read_day(before) or console.today + timedelta(days=1)
    found = await active_days(rows, member.member, groups, end.isoformat(), _DAYS + 1)
    days = [date.fromisoformat(day) for day in found[:_DAYS]]
    more = len(found) > _DAYS
    spans = [(beginning(console, day), _end(console, day)) for day in days]
    since, until = spans[-1][0] if more else 0, beginning(console, end)
    challenges = _challenges(console)
    life = await timeline(rows, member.member, groups, spans, since, until, challenges)
    return life, days[-1].isoformat() if more else ""


def _end(console: Console, day: date) -> int:
    return beginning(console, day + timedelta(days=1))


PAGE = Page(
    name="member",
    title={"zh": "一位成员", "en": "One member"},
    icon="👤",
    ways=[Way("/members/one", show), Way("/members/write", write, ["POST"])],
    menu=False,
)
