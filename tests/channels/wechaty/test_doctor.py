"""What `zhiban doctor` says of a gateway, and `zhiban check` of its settings."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.channels.wechaty.channel import diagnose
from bot.clock import SystemClock
from bot.deployment import Deployment
from bot.errors import InputWrong
from bot.setup.loading import load_deployment
from tests.channels.wechaty.gateway import (
    Gateway,
    Remembered,
    listening,
    settings,
    setup,
)
from tests.ports import free_port


@pytest.mark.asyncio(loop_scope="package")
async def test_each_thing_is_told_in_a_line_beside_a_running_bot(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    made_from = setup(deployment, tmp_path, Remembered(), SystemClock())
    await gateway.do("room", id="other", topic="门诊群", ids=["account", "u1"])
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        well = await diagnose(settings(gateway.port), made_from)
        await gateway.say("doctor", "u1", "早", roomId="r1")
        await heard.until_quiet("doctor")
    wrong = await diagnose(settings(gateway.port, token="env:WRONG"), made_from)
    missing = await diagnose(settings(gateway.port, token="env:NONE"), made_from)
    away = await diagnose(settings(free_port()), made_from)
    assert [one.good for one in well] == [True, True, True, True]
    assert "阅读群" in well[2].what
    assert "门诊群 (other)" in well[3].what
    assert [(one.good, "token" in one.what) for one in wrong] == [(False, True)]
    assert [(one.good, "NONE" in one.what) for one in missing] == [(False, True)]
    assert [(one.good, bool(one.advice)) for one in away] == [(False, True)]
    assert not any("\n" in part for one in (*well, *wrong, *missing, *away) for part in one[1:])


@pytest.mark.asyncio(loop_scope="package")
async def test_a_group_that_the_account_is_not_in_is_named(
    gateway: Gateway, tmp_path: Path, deployment: Deployment
) -> None:
    elsewhere = {**deployment.config.groups, "nowhere": deployment.config.groups["r1"]}
    config = deployment.config.model_copy(update={"groups": elsewhere, "language": "en"})
    other = Deployment(config, deployment.library, deployment.speech, deployment.channels)
    made_from = setup(other, tmp_path, Remembered(), SystemClock())
    bad = [one for one in await diagnose(settings(gateway.port), made_from) if not one.good]
    assert [one.what for one in bad] == ["the account is not in 阅读群 (nowhere)"]


@pytest.mark.parametrize("endpoint", ["8788", "host:", "host:0", "host:port", ":8788", "h:70000"])
def test_an_endpoint_is_host_and_port(endpoint: str) -> None:
    with pytest.raises(ValidationError, match="must be host:port"):
        settings(1, endpoint=endpoint)


def test_lists_are_not_asked_for_without_a_pause() -> None:
    with pytest.raises(ValidationError, match="greater than or equal to 1 second"):
        settings(1, relist="0")


def test_pace_and_abilities_come_from_the_settings() -> None:
    can = settings(1, endpoint="[::1]:8788", pace={"per_minute": 10, "switch": 8}).capabilities()
    assert settings(1, endpoint="[::1]:8788").address == ("::1", 8788)
    assert (can.limits.per_minute, can.limits.switch.total_seconds()) == (10, 8)
    assert can.limits.spacing.total_seconds() == 1.5
    assert (can.lists_members, can.cards, can.idempotent_send) == (True, False, False)


def test_one_gateway_is_one_channel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    endpoints = {"a": "127.0.0.1:8788", "b": "127.0.0.1:8789", "c": "127.0.0.1:8788", "d": "host"}
    lines = [
        f"  {name}: {{type: wechaty, endpoint: '{endpoint}', token: env:T}}\n"
        for name, endpoint in endpoints.items()
    ]
    config = tmp_path / "config.yaml"
    config.write_text("".join(["channels:\n", *lines]), "utf-8")
    with pytest.raises(InputWrong) as wrong:
        load_deployment(config)
    twice, malformed = wrong.value.mistakes
    assert (twice.field, twice.place.line) == ("channels.c", 4)
    assert "和渠道 'a' 是同一个账号" in twice.why
    assert (malformed.field, malformed.place.line) == ("channels.d.endpoint", 5)
    assert malformed.why.startswith("要写成 主机:端口，比如 127.0.0.1:8788")
