"""What the doctor sees of a customer-group channel, and settings that cannot be meant."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.channels.wecom_customer.channel import diagnose
from bot.errors import InputWrong
from tests.channels.wecom_customer.world import World, settings
from tests.ports import free_port
from tests.secrets import MARK


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
    assert line.what.startswith("渠道 shop：encoding_aes_key 不是 43 个字符的 EncodingAESKey")


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
