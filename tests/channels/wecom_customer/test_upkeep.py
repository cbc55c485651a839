"""Welcome texts kept in step, yesterday counted, and what the doctor sees."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.channels.wecom_customer.channel import diagnose
from bot.channels.wecom_customer.failures import ApiError
from bot.channels.wecom_customer.rest import Api
from bot.channels.wecom_customer.statistics import Statistics
from bot.channels.wecom_customer.welcome import TEXT_BYTES, Welcomes
from bot.errors import InputWrong
from tests.channels.wecom_customer.platform import CORP, SECRET
from tests.channels.wecom_customer.world import World, free_port, settings
from tests.secrets import MARK

WELCOME = 'kind: welcome\nid: hello\nsay: "欢迎 {{ names }} 来到{{ group.name }}！"\n'
DAY = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)  # half past nine in Shanghai


def playbook(world: World, text: str) -> None:
    (world.folder / "sop").mkdir(exist_ok=True)
    (world.folder / "sop" / "welcome.yaml").write_text(text, encoding="utf-8")


@asynccontextmanager
async def calling(world: World) -> AsyncIterator[Api]:
    api = Api(world.api, CORP, SECRET)
    try:
        yield api
    finally:
        await api.close()


async def keep(world: World, group: str = "wrA", name: str = "阅读群") -> None:
    """Bring the welcome text up to date with the playbooks as they are now."""
    deployment = world.setup("wrA: {channel: shop}, wrB: {channel: shop}").deployment
    async with calling(world) as api:
        await Welcomes(api, world.memory, deployment).keep(group, name)


async def test_the_welcome_text_is_that_of_the_playbook(world: World) -> None:
    playbook(world, WELCOME)
    await keep(world)
    await keep(world, "wrB", "写作群")
    assert list(world.platform.customers.welcomes.values()) == [
        "欢迎 %NICKNAME% 来到阅读群！",
        "欢迎 %NICKNAME% 来到写作群！",
    ]


async def test_it_is_changed_only_with_the_playbook(world: World) -> None:
    playbook(world, WELCOME)
    await keep(world)
    await keep(world)
    playbook(world, WELCOME.replace("欢迎", "你好"))
    await keep(world)
    assert world.platform.customers.welcomes == {"msgXXXX0": "你好 %NICKNAME% 来到阅读群！"}
    assert world.platform.calls["group_welcome_template/add"] == 1
    assert world.platform.calls["group_welcome_template/edit"] == 1


async def test_a_text_that_somebody_changed_or_deleted_comes_back(world: World) -> None:
    playbook(world, WELCOME)
    await keep(world)
    welcomes = world.platform.customers.welcomes
    welcomes["msgXXXX0"] = "买一送一"
    await keep(world)
    assert welcomes == {"msgXXXX0": "欢迎 %NICKNAME% 来到阅读群！"}
    welcomes.clear()
    welcomes["other"] = "不是我们的"
    await keep(world)
    assert welcomes == {"other": "不是我们的", "msgXXXX1": "欢迎 %NICKNAME% 来到阅读群！"}


async def test_a_platform_that_is_busy_gets_no_second_text(world: World) -> None:
    playbook(world, WELCOME)
    await keep(world)
    world.platform.fail("group_welcome_template/get", 45009)
    with pytest.raises(ApiError, match="45009"):
        await keep(world)
    assert len(world.platform.customers.welcomes) == 1


async def test_a_group_without_a_welcome_has_no_text(world: World) -> None:
    playbook(world, WELCOME + "groups: [wrB]\n")
    await keep(world)
    assert world.platform.customers.welcomes == {}
    assert not world.platform.calls


async def test_parts_become_one_text_within_the_limit(world: World) -> None:
    parts = ("你好 @{{ name }}", {"image": "a.png"}, "早" * 1000)
    playbook(world, f"kind: welcome\nparts: {json.dumps(parts)}\n")
    await keep(world)
    (text,) = world.platform.customers.welcomes.values()
    assert text.startswith("你好 @%NICKNAME%\n早早")
    assert TEXT_BYTES - 6 < len(text.encode()) <= TEXT_BYTES


async def fetched(world: World, now: datetime, owners: list[str]) -> None:
    async with calling(world) as api:
        await Statistics(api, world.memory, ZoneInfo("Asia/Shanghai")).fetch(owners, now)


async def test_yesterday_is_counted_once(world: World) -> None:
    world.platform.customers.counted = {"new_member_cnt": 3, "msg_total": 41}
    await fetched(world, DAY, ["wang"])
    await fetched(world, DAY, ["wang"])
    remembered = world.memory.notes["statistics:2026-11-21"]
    assert json.loads(remembered) == {"new_member_cnt": 3, "msg_total": 41}
    assert world.platform.calls["groupchat/statistic_group_by_day"] == 1


async def test_many_owners_are_counted_together(world: World) -> None:
    world.platform.customers.counted = {"msg_total": 10}
    await fetched(world, DAY, [f"u{number}" for number in range(250)])
    assert json.loads(world.memory.notes["statistics:2026-11-21"]) == {"msg_total": 30}


async def test_nothing_is_counted_before_it_is_ready_or_without_owners(world: World) -> None:
    await fetched(world, DAY.replace(hour=0), ["wang"])
    await fetched(world, DAY, [])
    assert world.memory.notes == {}
    assert not world.platform.calls


async def doctor(world: World, groups: str = "wrA: {channel: shop}", **more: object) -> list[str]:
    setup = world.setup(groups, **more)
    found = await diagnose(settings(setup), setup)
    lines = [f"{'+' if line.good else '-'} {line.what} {line.advice}".strip() for line in found]
    assert MARK not in "".join(lines)
    return lines


async def test_the_doctor_lists_the_groups_with_their_ids(world: World) -> None:
    world.group()
    world.group("wrB", "写作群")
    world.platform.customers.counted = {"new_member_cnt": 3, "member_total": 9, "msg_total": 41}
    yesterday = (datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(days=1)).date()
    assert await doctor(world) == [
        "+ 凭证可用，能看到 2 个客户群",
        "+ 群 wrA 是「阅读群」，群主 wang，1 人",
        "+ 群 wrB 是「写作群」，群主 wang，1 人",
        f"+ {yesterday}：3 人进群，共 9 人，0 人发了 41 条",
        "+ 没有写 public_url，所以没试回调地址能不能从外面访问",
    ]


async def test_where_there_are_too_many_people_the_doctor_wants_to_know_whose(
    world: World,
) -> None:
    world.group()
    world.platform.customers.staff = 1001
    assert "在 config.yaml 里写 owners" in (await doctor(world))[0]
    assert (await doctor(world, owners=["wang"]))[0] == "+ 凭证可用，能看到 1 个客户群"


async def test_the_doctor_says_which_group_is_none(world: World) -> None:
    lines = await doctor(world, groups="wrX: {channel: shop}")
    assert lines[1].startswith("- 群 wrX：90501 not external group chat 这个群不是客户群")


async def test_the_doctor_says_what_is_wrong_with_the_credentials(world: World) -> None:
    world.platform.fail("gettoken", 40001)
    assert (await doctor(world))[0].startswith("- 企业微信接口：40001")
    world.platform.fail("groupchat/list", 60020)
    assert "企业可信IP" in (await doctor(world))[0]
    world.api = f"http://127.0.0.1:{free_port()}"
    assert (await doctor(world))[0].endswith("看看这台机器能不能上网")


async def test_the_doctor_calls_the_endpoint_as_the_platform_does(world: World) -> None:
    assert (await doctor(world, public_url=world.url))[-1].startswith(
        f"- 回调地址 {world.url} 没有正确回答"
    )
    channel = world.channel(public_url=world.url)
    task = await world.listening(channel)
    assert (await doctor(world, public_url=world.url))[
        -1
    ] == f"+ 回调地址 {world.url} 可以从外面访问"
    await channel.close()
    await task


async def test_the_doctor_says_which_key_is_none(world: World) -> None:
    setup = world.setup(encoding_aes_key="env:TOKEN")
    (line,) = await diagnose(settings(setup), setup)
    assert line.what == "channel shop: encoding_aes_key is no EncodingAESKey of 43 characters"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("api", "qyapi.weixin.qq.com"),
        ("public_url", "https://bot.example.com/wecom?x=1"),
        ("compare_every", "0s"),
        ("secret", "the secret itself"),
        ("corp_id", ""),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_field(world: World, field: str, value: str) -> None:
    with pytest.raises(InputWrong, match=f"channels.shop.{field}: "):
        world.setup(**{field: value})


def test_a_path_needs_no_slash(world: World) -> None:
    assert settings(world.setup(path="callback")).path == "/callback"
