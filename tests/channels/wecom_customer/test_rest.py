"""Calls to the API: one token for all, a new one when it is refused, and no secret told."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.wecom_customer.failures import ApiError, NoAnswer
from bot.channels.wecom_customer.rest import Api
from tests.channels.wecom_customer.platform import CORP, SECRET, Platform
from tests.channels.wecom_customer.world import World
from tests.ports import free_port
from tests.secrets import MARK

LIST = ("externalcontact/groupchat/list", {"limit": 10})


@pytest.fixture
async def api(world: World) -> AsyncIterator[Api]:
    api = Api(world.api, CORP, SECRET)
    yield api
    await api.close()


async def test_many_at_once_fetch_one_token(world: World, api: Api) -> None:
    await asyncio.gather(*(api.call(*LIST) for _ in range(50)))
    assert world.platform.calls == {"gettoken": 1, "groupchat/list": 50}


async def test_many_whose_token_ran_out_fetch_one_new_one(world: World, api: Api) -> None:
    await api.call(*LIST)
    world.platform.expire()
    await asyncio.gather(*(api.call(*LIST) for _ in range(50)))
    assert world.platform.calls["gettoken"] == 2
    assert world.platform.calls["groupchat/list"] <= 101


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_refused_token_is_renewed_once(world: World, api: Api, code: int) -> None:
    world.platform.fail("groupchat/list", code)
    assert (await api.call(*LIST))["group_chat_list"] == []
    world.platform.fail("groupchat/list", code, code)
    with pytest.raises(ApiError, match=str(code)):
        await api.call(*LIST)
    assert world.platform.calls == {"gettoken": 3, "groupchat/list": 4}


async def test_a_token_is_not_used_to_its_last_second(world: World, api: Api) -> None:
    world.platform.lifetime = 60
    await api.call(*LIST)
    await api.call(*LIST)
    assert world.platform.calls["gettoken"] == 2


async def test_after_a_failure_the_next_fetches_the_token(world: World, api: Api) -> None:
    world.platform.fail("gettoken", -1)
    with pytest.raises(ApiError, match="-1"):
        await api.call(*LIST)
    await api.call(*LIST)


async def test_an_error_tells_what_to_do_and_keeps_the_address(world: World, api: Api) -> None:
    world.platform.fail("groupchat/list", 60020)
    with pytest.raises(ApiError) as caught:
        await api.call(*LIST)
    assert caught.value.code == 60020
    assert caught.value.told("en") == (
        "60020 as the test wants it, from ip: 192.0.2.1. this machine's IP is not trusted: add it "
        "in the admin console, your app → 企业可信IP"
    )
    assert "可信IP" in caught.value.advice("zh")


@pytest.mark.parametrize(("corp", "secret", "code"), [("ww0", SECRET, 40013), (CORP, "x", 40001)])
async def test_wrong_credentials_are_told(world: World, corp: str, secret: str, code: int) -> None:
    api = Api(world.api, corp, secret)
    with pytest.raises(ApiError) as caught:
        await api.call(*LIST)
    await api.close()
    assert caught.value.code == code
    assert caught.value.advice("zh")


async def test_a_platform_that_is_not_there_was_not_asked() -> None:
    api = Api(f"http://127.0.0.1:{free_port()}", CORP, SECRET)
    with pytest.raises(NoAnswer) as caught:
        await api.call(*LIST)
    await api.close()
    assert not caught.value.sent
    assert MARK not in str(caught.value)


async def test_a_platform_that_hangs_up_may_have_done_it(world: World, api: Api) -> None:
    world.platform.fail("groupchat/list", Platform.HANG_UP)
    with pytest.raises(NoAnswer) as caught:
        await api.call(*LIST)
    assert caught.value.sent
    assert MARK not in str(caught.value)
    assert caught.value.__cause__ is None
    world.platform.expire()
    world.platform.fail(
        "gettoken", *[Platform.HANG_UP] * 2
    )  # aiohttp asks twice what changes nothing
    with pytest.raises(NoAnswer) as caught:
        await api.call(*LIST)
    assert not caught.value.sent


async def test_what_is_no_answer_of_the_api_is_none(world: World, api: Api) -> None:
    with pytest.raises(NoAnswer, match="JSON"):
        await api.call("externalcontact/nothing", {})


async def test_a_file_keeps_its_name_and_bytes(world: World, api: Api) -> None:
    media = await api.upload("file", "早读 材料.pdf", b"%PDF-1.7 \0\xff")
    assert world.platform.customers.uploads[media] == ("file", "早读 材料.pdf", b"%PDF-1.7 \0\xff")
    with pytest.raises(ApiError, match="40009"):
        await api.upload("image", "a.png", b"tiny")
