"""`zhiban doctor` for a Wechaty channel: says nothing in any chat, and disturbs no running bot."""

from collections.abc import Mapping, Sequence

from grpclib.exceptions import GRPCError

from bot.channels.base import Diagnosis, Setup
from bot.channels.wechaty.link import BROKEN, Link, Timing, plain
from bot.channels.wechaty.settings import WechatySettings
from bot.errors import RunFailed

_SHOWN = 20
_PATIENCE = Timing(call=5, send=15)
_TEXTS: Mapping[str, tuple[str, str]] = {
    "reached": ("连上了网关 {endpoint}（{version}）", "reached the gateway {endpoint} ({version})"),
    "unreached": ("连不上网关 {endpoint}：{why}", "cannot reach the gateway {endpoint}: {why}"),
    "start_it": (
        "先启动网关，再核对 endpoint 和 tls；装了防火墙的话放行这个端口",
        "start the gateway, then look at endpoint and tls, and at any firewall between",
    ),
    "logged_in": (
        "账号已登录，在 {count} 个群里",
        "the account is logged in and in {count} groups",
    ),
    "logged_out": ("账号没有登录：{why}", "the account is not logged in: {why}"),
    "scan": ("按网关的提示扫码登录", "log in there by scanning the code that the gateway shows"),
    "in_group": ("在群「{group}」里", "the account is in {group}"),
    "not_in_group": ("不在群「{group}」里（{id}）", "the account is not in {group} ({id})"),
    "others": ("还在这些群里：{groups}", "it is also in: {groups}"),
    "and_more": ("{groups} 等", "{groups} and more"),
    "invite": (
        "把账号拉进群，或者核对 groups 里的群 id",
        "invite the account, or look at the group's id in config.yaml",
    ),
}


async def look(settings: WechatySettings, setup: Setup) -> Sequence[Diagnosis]:
    """Return what is well and what is not, in the operator's language."""
    try:
        link = Link(settings, setup.secret(settings.token), setup.folder, _PATIENCE)
    except RunFailed as error:
        return [Diagnosis(False, str(error))]
    say = _Texts(setup.deployment.config.language)
    try:
        version = await link.open()
        reached = Diagnosis(True, say("reached", endpoint=settings.endpoint, version=version))
        return [reached, *await _groups(link, setup, say)]
    except RunFailed as error:
        return [Diagnosis(False, str(error))]
    except (GRPCError, *BROKEN) as error:
        said = say("unreached", endpoint=settings.endpoint, why=plain(error))
        return [Diagnosis(False, said, say("start_it"))]
    finally:
        link.close()


class _Texts:
    def __init__(self, language: str) -> None:
        self._english = language == "en"

    def __call__(self, text: str, **values: object) -> str:
        return _TEXTS[text][self._english].format(**values)


async def _groups(link: Link, setup: Setup, say: _Texts) -> Sequence[Diagnosis]:
    """Look whether the account is logged in, and in the groups that are bound to it."""
    try:
        rooms = set((await link.ask.room_list()).ids)
    except GRPCError as error:
        return [Diagnosis(False, say("logged_out", why=plain(error)), say("scan"))]
    found = [Diagnosis(True, say("logged_in", count=len(rooms)))]
    for id, name in setup.groups.items():
        if id in rooms:
            found.append(Diagnosis(True, say("in_group", group=name)))
        else:
            found.append(Diagnosis(False, say("not_in_group", group=name, id=id), say("invite")))
    if others := sorted(rooms - set(setup.groups)):
        topics = [(await link.ask.room_payload(id=id)).topic for id in others[:_SHOWN]]
        named = ", ".join(f"{topic} ({id})" for id, topic in zip(others, topics, strict=False))
        shown = named if len(others) <= _SHOWN else say("and_more", groups=named)
        found.append(Diagnosis(True, say("others", groups=shown)))
    return found
