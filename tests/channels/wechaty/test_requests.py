"""Friend requests and invitations: by rule, or by an admin."""

from pathlib import Path
from typing import Any

import pytest

from bot.deployment import Deployment
from bot.events import Person, RequestReceived
from tests.channels.wechaty.gateway import Gateway, act, listening, settings

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_a_request_is_handed_to_an_admin_who_accepts_it(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        await gateway.do("friend", id="f1", contact="u4", hello="我是读书会的")
        friend = await heard.until(RequestReceived)
        await gateway.do("invite", id="i1", inviter="u1", topic="新读书会")
        room = await heard.until(RequestReceived, lambda event: event.kind == "group")
        assert (friend.member, friend.text) == (Person("u4", "书友"), "我是读书会的")
        assert (friend.kind, friend.group) == ("friend", "")
        assert (room.member, room.text) == (Person("u1", "王姐"), "新读书会")
        await heard.channel.perform(act("accept", friend.handle))
        assert await gateway.until("accepted") == {"friend": "f1"}
        await heard.channel.perform(act("accept", room.handle))
        assert await gateway.until("accepted", 2) == {"room": "i1"}


@pytest.mark.parametrize(
    ("rules", "accepted", "asked"),
    [
        ({"accept_friends": "all"}, [{"friend": "f2"}, {"friend": "f3"}], ["group:i2", "group:i3"]),
        (
            {"accept_friends": {"words": ["读书"]}, "accept_rooms": "admins"},
            [{"friend": "f2"}, {"room": "i3"}],
            ["friend:f3", "group:i2"],
        ),
        ({"accept_friends": "none", "accept_rooms": "none"}, [], []),
        ({"accept_rooms": "all"}, [{"room": "i2"}, {"room": "i3"}], ["friend:f2", "friend:f3"]),
    ],
)
async def test_rules_accept_and_leave_the_rest_to_an_admin(
    gateway: Gateway,
    deployment: Deployment,
    tmp_path: Path,
    rules: dict[str, Any],
    accepted: list[dict[str, str]],
    asked: list[str],
) -> None:
    gateway.told.clear()
    async with listening(deployment, tmp_path, settings(gateway.port, **rules)) as heard:
        await heard.ready()
        await gateway.do("friend", id="f2", contact="u4", hello="读书会，请通过")
        await gateway.do("friend", id="f3", contact="u4", hello="你好")
        await gateway.do("friend", id="f4", contact="u4", hello="读书", type=1)
        await gateway.do("invite", id="i2", inviter="u1", topic="群")
        await gateway.do("invite", id="i3", inviter="u3", topic="群")
        await gateway.say(f"end{len(accepted)}{len(asked)}", "u1", "早", roomId="r1")
        await heard.until_quiet(f"end{len(accepted)}{len(asked)}")
    told = [told["accepted"] for told in gateway.told if "accepted" in told]
    assert sorted(told, key=str) == sorted(accepted, key=str)
    assert [event.id for event in heard.all(RequestReceived)] == asked


async def test_what_cannot_be_accepted_by_rule_is_handed_to_an_admin(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    own = settings(gateway.port, accept_friends="all")
    async with listening(deployment, tmp_path, own) as heard:
        await heard.ready()
        await gateway.do("friend", id="refused", contact="u4", hello="你好")
        assert (await heard.until(RequestReceived)).handle == "friend:refused"
