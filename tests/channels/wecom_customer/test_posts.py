"""What is to be said becomes a mass-send task that a member confirms."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.channels.wecom_customer.channel import WecomCustomer
from bot.channels.wecom_customer.settings import TEXT_BYTES
from bot.clock import SystemClock
from bot.outbox.action import Action, FateUnknown, NotSent, Refused
from tests.channels.wecom_customer.platform import Platform
from tests.channels.wecom_customer.world import World
from tests.ports import free_port

POST = Action(
    key="k",
    type="say",
    at=SystemClock().now(),
    group="wrA",
    member="",
    text="今晚 8 点早读",
    path=None,
    mentions=(),
    playbook="posts",
    cause="schedule",
)
TASKS = "add_msg_template"


@pytest.fixture
async def channel(world: World) -> AsyncIterator[WecomCustomer]:
    world.group()
    channel = world.channel()
    yield channel
    await channel.close()


async def test_the_owner_of_the_group_is_asked(world: World, channel: WecomCustomer) -> None:
    assert await channel.perform(POST) == "msgGCAAAXtWyujaWJHDDGi0mA1"
    assert world.platform.customers.tasks == [
        {
            "chat_type": "group",
            "sender": "wang",
            "chat_id_list": ["wrA"],
            "text": {"content": "今晚 8 点早读"},
        }
    ]


@pytest.mark.parametrize("kind", ["image", "file"])
async def test_an_image_or_file_is_uploaded_first(
    world: World, channel: WecomCustomer, kind: str
) -> None:
    (world.folder / "海报.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    shown = replace(POST, type=kind, text="", path="海报.png")
    assert await channel.perform(shown)
    (task,), uploads = world.platform.customers.tasks, world.platform.customers.uploads
    assert task["attachments"] == [{"msgtype": kind, kind: {"media_id": "media0"}}]
    assert "text" not in task
    assert uploads["media0"] == (kind, "海报.png", b"\x89PNG\r\n\x1a\n")


async def test_a_sender_of_the_settings_is_asked_instead(world: World) -> None:
    world.group()
    channel = world.channel(sender="li")
    with pytest.raises(Refused, match="does not send"):  # li does not own the group
        await channel.perform(POST)
    world.groups["wrA"].owner = "li"
    assert await channel.perform(POST)
    await channel.close()


@pytest.mark.parametrize("path", ["groupchat/get", TASKS, "gettoken"])
@pytest.mark.parametrize(
    ("code", "after"),
    [(-1, timedelta(seconds=10)), (45009, timedelta(minutes=1)), (45033, timedelta(seconds=10))],
)
async def test_what_is_only_busy_goes_later(
    world: World, channel: WecomCustomer, path: str, code: int, after: timedelta
) -> None:
    world.platform.fail(path, code)
    with pytest.raises(NotSent) as caught:
        await channel.perform(POST)
    assert caught.value.after == after
    assert caught.value.complaint == (code == 45009)
    assert await channel.perform(POST)
    assert len(world.platform.customers.tasks) == 1


async def test_a_token_that_ran_out_is_nobodys_business(
    world: World, channel: WecomCustomer
) -> None:
    await channel.perform(POST)
    world.platform.expire()
    assert await channel.perform(POST)
    assert len(world.platform.customers.tasks) == 2


@pytest.mark.parametrize("code", [40001, 48002, 60020, 84061])
async def test_what_an_operator_must_mend_is_refused_with_advice(
    world: World, channel: WecomCustomer, code: int
) -> None:
    world.platform.fail(TASKS, code, code)
    with pytest.raises(Refused, match=f"{code} .*管理后台"):
        await channel.perform(POST)


async def test_a_day_that_is_used_up_is_refused(world: World, channel: WecomCustomer) -> None:
    world.platform.fail(TASKS, 41048)
    with pytest.raises(Refused, match="41048"):
        await channel.perform(POST)


async def test_a_group_that_is_no_customer_group_is_refused(channel: WecomCustomer) -> None:
    with pytest.raises(Refused, match="客户群"):
        await channel.perform(replace(POST, group="wrX"))


async def test_what_was_handed_over_and_not_answered_is_in_doubt(
    world: World, channel: WecomCustomer
) -> None:
    world.platform.fail(TASKS, Platform.HANG_UP)
    with pytest.raises(FateUnknown):
        await channel.perform(POST)
    assert len(world.platform.customers.tasks) == 1  # it may be: here it is


async def test_what_broke_before_was_not_sent(world: World, channel: WecomCustomer) -> None:
    world.platform.fail("groupchat/get", Platform.HANG_UP)
    with pytest.raises(NotSent):
        await channel.perform(POST)
    (world.folder / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    world.platform.fail("media/upload", Platform.HANG_UP)
    with pytest.raises(NotSent):
        await channel.perform(replace(POST, type="image", path="a.png"))
    assert world.platform.customers.tasks == []


async def test_without_a_network_nothing_was_sent(world: World) -> None:
    world.api = f"http://127.0.0.1:{free_port()}"
    channel = world.channel()
    with pytest.raises(NotSent, match="cannot connect"):
        await channel.perform(POST)
    await channel.close()
    channel = world.channel(sender="wang")  # so that the send is the first that fails
    with pytest.raises(NotSent, match="cannot connect"):
        await channel.perform(POST)
    await channel.close()


@pytest.mark.parametrize("kind", ["dm", "recall", "remove", "announce", "task", "accept"])
async def test_what_there_is_no_way_for_is_refused(channel: WecomCustomer, kind: str) -> None:
    with pytest.raises(Refused, match=kind):
        await channel.perform(replace(POST, type=kind))


async def test_a_file_that_is_not_there_is_refused(channel: WecomCustomer) -> None:
    with pytest.raises(Refused, match="cannot read gone"):
        await channel.perform(replace(POST, type="image", path="gone.png"))


async def test_the_longest_text_is_as_long_as_the_channel_says(channel: WecomCustomer) -> None:
    text = "早" * (TEXT_BYTES // 3)
    assert await channel.perform(replace(POST, text=text + "a"))
    with pytest.raises(Refused, match="45002"):
        await channel.perform(replace(POST, text=text + "ab"))
    assert channel.capabilities.limits.text_bytes == TEXT_BYTES


def test_it_says_what_it_can(world: World) -> None:
    able = world.channel().capabilities
    assert (able.hears, able.says, able.prepared, able.unattended) == ("nothing", True, True, True)
    assert able.sees_joins
    assert able.sees_leaves
    assert able.sees_names
    assert able.lists_members
    assert able.welcomes
    assert able.limits.group_per_date == 1
    assert not any((able.direct, able.mentions, able.cards, able.recall, able.remove))
    assert not world.channel(welcome=False).capabilities.welcomes
