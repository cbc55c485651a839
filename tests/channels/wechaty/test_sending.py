"""What a real gateway is told to do, and what is known when that fails."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio

from bot.clock import SystemClock
from bot.deployment import Deployment
from bot.events import MembersLeft, MembersListed, MessageReceived
from bot.outbox.action import FateUnknown, NotSent, Refused
from tests.channels.wechaty.gateway import Gateway, Heard, Logged, act, listening, settings
from tests.hostile.strings import NASTY, traps

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest_asyncio.fixture(loop_scope="package")
async def heard(gateway: Gateway, deployment: Deployment, tmp_path: Path) -> AsyncIterator[Heard]:
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        gateway.told.clear()
        yield heard


class Skipping(SystemClock):
    """The machine's clock, put forward by hand at once."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self._ahead

    def skip(self, by: timedelta) -> None:
        self._ahead += by


async def test_mentions_are_true_and_show_the_name_that_the_group_shows(
    gateway: Gateway, heard: Heard
) -> None:
    await gateway.do("room", id="r6", topic="六群", ids=["account", "u1", "u2"])
    await gateway.do("alias", room="r6", id="u2", alias="小李（班长）")
    said = act("say", "@小李 @王姐，早", group="r6", mentions=("u2", "u1"), shown=("小李", "王姐"))
    sent = await heard.channel.perform(said)
    told = await gateway.until("sent")
    assert told["text"] == "@小李（班长）\u2005@王姐\u2005，早"
    assert (told["mentions"], told["conversation"], told["id"]) == (["u2", "u1"], "r6", sent)


async def test_an_alias_that_means_harm_takes_no_effect(gateway: Gateway, heard: Heard) -> None:
    aliases = [one for one in NASTY if traps(one) or "@" in one or "\n" in one][::2]
    for number, alias in enumerate(aliases):
        room = f"harm{number}"  # names are remembered
        await gateway.do("room", id=room, topic="八群", ids=["account", "u1", "u2"])
        await gateway.do("alias", room=room, id="u2", alias=alias)
        said = act("say", "早 @小李 ，好", group=room, mentions=("u2",), shown=("小李",))
        await heard.channel.perform(said)
    await gateway.until("sent", len(aliases))
    told = [told["sent"] for told in gateway.told if "sent" in told]
    assert len({one["text"] for one in told}) > 10
    for one in told:
        assert one["mentions"] == ["u2"]
        assert one["text"].count("@") == len(one["text"].splitlines()) == 1, one
        assert traps(one["text"]) == [], one


async def test_own_words_are_heard_as_the_bots_and_can_be_quoted(
    gateway: Gateway, heard: Heard
) -> None:
    sent = await heard.channel.perform(act("say", "今晚八点见"))
    own = await heard.until(MessageReceived, lambda event: event.id == sent)
    quote = "「小助手：今晚八点见」\n- - - - - - - - - - - - - - -\n收到"
    await gateway.say("own1", "u1", quote, roomId="r1")
    reply = await heard.until(MessageReceived, lambda event: event.id == "own1")
    assert (own.member.id, own.group) == ("bot", "r1")
    assert (reply.text, reply.reply_to) == ("收到", sent)


async def test_private_texts_and_tasks_go_to_the_member(gateway: Gateway, heard: Heard) -> None:
    await heard.channel.perform(act("dm", "你好", member="u1"))
    await heard.channel.perform(act("task", "请发通知", member="u3"))
    await gateway.until("sent", 2)
    told = [told["sent"] for told in gateway.told if "sent" in told]
    assert [(one["conversation"], one["text"]) for one in told] == [
        ("u1", "你好"),
        ("u3", "请发通知"),
    ]


@pytest.mark.parametrize("size", [70, 3_500_000, 9_000_000])
async def test_images_arrive_whole(
    gateway: Gateway, heard: Heard, tmp_path: Path, size: int
) -> None:
    content = Random(size).randbytes(size)
    (tmp_path / "海报.png").write_bytes(content)
    await heard.channel.perform(act("image", path="海报.png"))
    told = await gateway.until("sent")
    assert (told["name"], told["size"], told["conversation"]) == ("海报.png", size, "r1")
    assert told["sha256"] == sha256(content).hexdigest()


async def test_a_missing_or_empty_image_is_refused_before_anything_goes_out(
    gateway: Gateway, heard: Heard, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="cannot read nothing"):
        await heard.channel.perform(act("image", path="nothing.png"))
    with pytest.raises(Refused, match="cannot read"):
        await heard.channel.perform(act("image", path="."))
    (tmp_path / "empty.png").touch()
    with pytest.raises(Refused, match=r"^empty"):
        await heard.channel.perform(act("image", path="empty.png"))
    assert gateway.told == []


async def test_an_announcement_counts_when_it_can_be_read_back(
    gateway: Gateway, heard: Heard
) -> None:
    await heard.channel.perform(act("announce", "周六九点集合"))
    assert await gateway.until("announced") == {"room": "r1", "text": "周六九点集合"}
    with pytest.raises(Refused, match="another announcement"):
        await heard.channel.perform(act("announce", "nobody may"))


async def test_members_are_removed_and_messages_taken_back(gateway: Gateway, heard: Heard) -> None:
    await gateway.do("room", id="r7", topic="七群", ids=["account", "u1", "u2"])
    await gateway.say("r7-first", "u1", "早", roomId="r7")
    await heard.until(MembersListed, lambda event: event.group == "r7")
    await heard.channel.perform(act("remove", group="r7", member="u2"))
    left = await heard.until(MembersLeft, lambda event: event.group == "r7")
    assert ([person.id for person in left.members], left.remover) == (["u2"], "bot")
    sent = await heard.channel.perform(act("say", "说错了"))
    await heard.channel.perform(act("recall", sent or ""))
    assert await gateway.until("recalled") == sent
    await gateway.say("not-mine", "u1", "早", roomId="r1")
    with pytest.raises(Refused, match="taken back"):
        await heard.channel.perform(act("recall", "not-mine"))


async def test_what_the_gateway_refuses_is_refused(gateway: Gateway, heard: Heard) -> None:
    await gateway.do("fail", how=["no such room"])
    with pytest.raises(Refused, match="no such room"):
        await heard.channel.perform(act("say", "早"))


async def test_a_gateway_that_waited_in_vain_leaves_it_open(gateway: Gateway, heard: Heard) -> None:
    await gateway.do("fail", how=["ERR_SEND_MSG_TIMEOUT send message timeout"])
    with pytest.raises(FateUnknown, match="timeout"):
        await heard.channel.perform(act("say", "早"))


async def test_a_send_that_is_not_confirmed_in_time_leaves_it_open(
    gateway: Gateway, heard: Heard
) -> None:
    await gateway.do("fail", how=["hang"])
    with pytest.raises(FateUnknown, match=r"before the send was confirmed|DEADLINE_EXCEEDED"):
        await heard.channel.perform(act("say", "早"))


@pytest.mark.parametrize("words", ["WXWork error -4048", "发送消息过于频繁，可稍后再试。"])
async def test_too_fast_is_a_complaint_of_the_platform(
    gateway: Gateway, deployment: Deployment, tmp_path: Path, words: str
) -> None:
    await gateway.do("fail", how=[words])
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        with pytest.raises(NotSent, match=r"-4048|频繁") as first:
            await heard.channel.perform(act("say", "早"))
        assert first.value.complaint
        assert not first.value.one_chat
        assert await heard.channel.perform(act("say", "早"))


async def test_nothing_is_sent_while_there_is_no_gateway_or_login(
    gateway: Gateway, deployment: Deployment, tmp_path: Path, logged: Logged
) -> None:
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        with pytest.raises(NotSent, match="no connection"):
            await heard.channel.perform(act("say", "早"))
        await heard.ready()
        await gateway.do("logout")
        await logged("logged out")
        with pytest.raises(NotSent, match="not logged in"):
            await heard.channel.perform(act("say", "早"))
        await gateway.do("login", id="account")
