"""What config.yaml may say of it, and what the doctor finds."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.channels.base import Diagnosis
from bot.channels.wecom_bot.channel import create, diagnose
from bot.channels.wecom_bot.settings import WecomBotSettings
from bot.errors import InputWrong, RunFailed
from bot.setup.loading import load_deployment
from tests.channels.setups import setup_in
from tests.channels.wecom_bot.gateway import SECRET, Gateway
from tests.secrets import MARK

ENVIRON = {"WORK_SECRET": SECRET}


def write(folder: Path, channel: str, more: str = "") -> Path:
    config = folder / "config.yaml"
    config.write_text(f"channels: {{work: {{type: wecom_bot, {channel}}}}}\n{more}", "utf-8")
    return config


@pytest.mark.parametrize(
    ("channel", "field"),
    [
        ("secret: env:WORK_SECRET", "bot_id"),
        (f"bot_id: aib, secret: {MARK}typed-here", "secret"),
        ("bot_id: aib, secret: env:S, per_minute: 31", "per_minute"),
        ("bot_id: aib, secret: env:S, per_hour: 0", "per_hour"),
        ("bot_id: aib, secret: env:S, url: https://x.cn", "url"),
        ("bot_id: '', secret: env:S", "bot_id"),
    ],
)
def test_mistakes_are_found_before_anything_is_connected(
    channel: str, field: str, tmp_path: Path
) -> None:
    with pytest.raises(InputWrong) as wrong:
        load_deployment(write(tmp_path, channel))
    [mistake] = wrong.value.mistakes
    assert mistake.field.endswith(field)
    assert MARK not in str(mistake)


def test_one_bot_is_one_channel(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    bots = {"a": "aib1", "b": "aib2", "c": "aib1"}
    lines = [f"  {name}: {{type: wecom_bot, bot_id: {bots[name]}, secret: env:S}}" for name in bots]
    config.write_text("\n".join(["channels:", *lines]), "utf-8")
    with pytest.raises(InputWrong) as wrong:
        load_deployment(config)
    [mistake] = wrong.value.mistakes
    assert (mistake.field, mistake.place.line) == ("channels.c", 4)
    assert "'a'" in mistake.why


def test_its_limits_are_those_of_a_chat() -> None:
    limits = WecomBotSettings(bot_id="aib", secret="env:S", per_minute=10).capabilities().limits
    assert (limits.group_per_minute, limits.group_per_hour) == (10, 600)
    assert limits.per_minute is None


async def diagnosed(
    folder: Path, url: str, environ: Mapping[str, str] = ENVIRON
) -> list[Diagnosis]:
    write(folder, f"bot_id: aib, secret: env:WORK_SECRET, url: '{url}'")
    setup = setup_in(folder, "work", environ)
    own = setup.deployment.channels["work"]
    assert isinstance(own, WecomBotSettings)
    return [*await diagnose(own, setup)]


async def test_the_doctor_knocks_and_leaves_a_running_bot_alone(
    gateway: Gateway, tmp_path: Path
) -> None:
    found = await diagnosed(tmp_path, gateway.url)
    assert [one.good for one in found] == [True, True]
    assert gateway.handshakes == 1
    assert gateway.received == []


async def test_the_doctor_finds_what_is_missing(gateway: Gateway, tmp_path: Path) -> None:
    await gateway.stop()
    found = await diagnosed(tmp_path, gateway.url, {})
    assert [one.good for one in found] == [False, False]
    assert all(one.advice for one in found)
    assert "WORK_SECRET" in found[0].what
    assert gateway.url in found[1].what


async def test_a_gateway_that_is_down_is_no_good(gateway: Gateway, tmp_path: Path) -> None:
    gateway.down = True
    assert not (await diagnosed(tmp_path, gateway.url))[1].good


def test_without_a_secret_there_is_no_channel(tmp_path: Path) -> None:
    write(tmp_path, "bot_id: aib, secret: env:WORK_SECRET")
    setup = setup_in(tmp_path, "work", {})
    own = setup.deployment.channels["work"]
    with pytest.raises(RunFailed, match="WORK_SECRET"):
        create(WecomBotSettings.model_validate(own.model_dump()), setup)
