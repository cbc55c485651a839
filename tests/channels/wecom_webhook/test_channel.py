"""The channel as the machine sees it: what it performs, refuses, states of itself, diagnoses."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.base import Diagnosis
from bot.channels.wecom_webhook.channel import create, diagnose
from bot.channels.wecom_webhook.settings import WecomWebhookSettings
from bot.errors import InputWrong, RunFailed
from bot.events import Event
from bot.outbox.action import Action, ActionType, Refused
from bot.setup.loading import load_deployment
from tests.channels.wecom_webhook.conftest import KEYS, Platform

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
LINKED = "活着\n今晚八点\nhttps://example.com/2"


def action(type: ActionType = "say", text: str = "早", **more: Any) -> Action:
    told: dict[str, Any] = {
        "group": "g1",
        "member": "",
        "path": None,
        "mentions": (),
        "cause": "e1",
    }
    at = datetime.now(UTC)
    return Action(key="k", type=type, at=at, text=text, playbook="p", **(told | more))


async def test_each_group_hears_its_own_robot(platform: Platform) -> None:
    channel = platform.channel()
    await channel.perform(action(text="@王姐 早", mentions=("wang",), shown=("王姐",)))
    await channel.perform(action(group="g2"))
    assert [key for key, _ in platform.endpoint.posted] == [KEYS["G1"], KEYS["G2"]]
    assert platform.contents == ["<@wang> 早", "早"]


@pytest.mark.parametrize(
    ("settings", "mentions", "size"),
    [
        ("", True, 2048),
        (", mentions: false", False, 2048),
        (", format: markdown", True, 4096),
        (", format: markdown_v2", False, 4096),
    ],
)
async def test_what_it_can_do_follows_from_its_settings(
    platform: Platform, settings: str, mentions: bool, size: int
) -> None:
    can = platform.channel(settings).capabilities
    assert (can.hears, can.says, can.unattended, can.direct) == ("nothing", True, True, False)
    assert (can.mentions, can.limits.text_bytes) == (mentions, size)
    assert can.limits.group_per_minute == 20
    assert not any((can.recall, can.remove, can.announce, can.cards))


async def test_images_and_files_come_from_the_deployments_folder(platform: Platform) -> None:
    (platform.folder / "海报.png").write_bytes(PNG)
    (platform.folder / '书单 "2026".txt').write_text("三体、活着", encoding="utf-8")
    channel = platform.channel()
    await channel.perform(action("image", "", path="海报.png"))
    await channel.perform(action("file", "", path='书单 "2026".txt'))
    picture, file = (payload for _, payload in platform.endpoint.posted)
    assert picture["msgtype"] == "image"
    uploaded = platform.endpoint.uploads[file["file"]["media_id"]]
    assert uploaded == (KEYS["G1"], '书单 "2026".txt', "三体、活着".encode())


@pytest.mark.parametrize(
    "impossible",
    [
        action(group="g3"),
        action(group=""),
        action("dm", member="wang"),
        action("task", member="wang"),
        action("image", "", path="a.png", member="wang"),
        action("recall"),
        action("remove", member="wang"),
        action("announce"),
        action("image", "", path="nowhere.png"),
        action("image", "", path="animated.gif"),
        action("file", "", path="nowhere.txt"),
        action("file", "", path="short.txt"),
    ],
    ids=lambda one: f"{one.type}-{one.group}-{one.path}",
)
async def test_what_it_cannot_do_is_refused(platform: Platform, impossible: Action) -> None:
    (platform.folder / "animated.gif").write_bytes(b"GIF89a" + b"0" * 100)
    (platform.folder / "short.txt").write_bytes(b"12345")
    with pytest.raises(Refused):
        await platform.channel().perform(impossible)
    assert platform.endpoint.posted == []


async def test_a_file_too_large_is_refused_before_it_is_read(platform: Platform) -> None:
    with (platform.folder / "film.mp4").open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)
    with pytest.raises(Refused, match=r"film\.mp4 is larger"):
        await platform.channel().perform(action("file", "", path="film.mp4"))
    assert platform.endpoint.uploads == {}


@pytest.mark.parametrize(
    ("links", "text", "kind"),
    [
        ("text", LINKED, "text"),
        ("news", LINKED, "news"),
        ("news", "早上好", "text"),
        ("card", LINKED, "template_card"),
        ("card", f"{LINKED}\n\n{LINKED}", "text"),
        ("card", f"{'读' * 27}\nhttps://example.com/2", "text"),
    ],
)
async def test_a_heading_with_a_link_goes_out_as_the_operator_chose(
    platform: Platform, links: str, text: str, kind: str
) -> None:
    await platform.channel(f", links: {links}").perform(action(text=text))
    assert [payload["msgtype"] for _, payload in platform.endpoint.posted] == [kind]


async def test_who_is_mentioned_is_so_even_beside_a_link(platform: Platform) -> None:
    told = action(text=f"@王姐 {LINKED}", mentions=("wang",), shown=("王姐",))
    await platform.channel(", links: news").perform(told)
    assert platform.contents == [f"<@wang> {LINKED}"]


async def test_listening_ends_when_it_closes(platform: Platform) -> None:
    channel, heard = platform.channel(), list[Event]()
    listening = asyncio.create_task(channel.listen(heard.append))
    await asyncio.sleep(0)
    assert not listening.done()
    await channel.close()
    async with asyncio.timeout(5):
        await listening
    assert heard == []


async def test_a_key_that_is_missing_stops_the_start(platform: Platform) -> None:
    setup = platform.configured(robots="{g1: env:G1, g2: env:NOWHERE}")
    settings = WecomWebhookSettings(robots={"g1": "env:G1", "g2": "env:NOWHERE"})
    with pytest.raises(RunFailed, match="NOWHERE is not set"):
        create(settings, setup)


@pytest.mark.parametrize(
    ("robots", "bound", "why"),
    [
        ({"g1": "env:A"}, ["g1"], None),
        ({"g1": "env:A", "g2": "env:A"}, ["g1", "g2"], "one robot for several groups: g1, g2"),
        ({"g1": "env:A"}, ["g1", "g3", "g2"], "no robot for g2, g3"),
        (
            {"g1": "env:A", "g9": "env:B"},
            ["g1"],
            "groups does not say that it speaks there (mouth or channel): g9",
        ),
    ],
)
def test_groups_and_robots_have_to_match(
    robots: dict[str, str], bound: list[str], why: str | None
) -> None:
    settings = WecomWebhookSettings(robots=robots)
    groups = dict.fromkeys(bound, "晨读群")
    assert settings.mistakes(groups, "en") == ({"robots": why} if why else {})
    assert settings.mistakes(groups, "zh").keys() == settings.mistakes(groups, "en").keys()


async def examined(platform: Platform, more: str = "", robots: str = "") -> list[Diagnosis]:
    setup = platform.configured(more, robots or "{g1: env:G1, g2: env:G2}")
    settings = setup.deployment.channels["robot"]
    assert isinstance(settings, WecomWebhookSettings)
    return list(await diagnose(settings, setup))


async def test_doctor_finds_robots_that_work_and_says_nothing_in_the_group(
    platform: Platform,
) -> None:
    first, second = await examined(platform)
    assert first.good
    assert second.good
    assert "晨读群" in first.what
    assert platform.endpoint.posted == []


async def test_doctor_tells_wrong_and_missing_keys_apart(platform: Platform) -> None:
    platform.endpoint.keys.discard(KEYS["G1"])
    wrong, missing = await examined(platform, robots="{g1: env:G1, g2: env:NOWHERE}")
    assert not any((wrong.good, missing.good))
    assert "93000" in wrong.what
    assert "NOWHERE" in missing.what
    assert KEYS["G1"] not in f"{wrong}{missing}"


async def test_doctor_says_which_host_cannot_be_reached(platform: Platform) -> None:
    platform.url = "http://127.0.0.1:1/cgi-bin/webhook/send"
    [lost, _] = await examined(platform)
    assert not lost.good
    assert "127.0.0.1" in lost.advice


@pytest.mark.parametrize("written", [KEYS["G1"], "12345678", "'env:'", "{env: G1}", "", "[a]"])
def test_a_key_written_into_config_yaml_is_a_mistake(platform: Platform, written: str) -> None:
    with pytest.raises(InputWrong) as raised:
        platform.configured(robots=f"{{g1: {written}, g2: env:G2}}")
    [mistake] = raised.value.mistakes
    assert (mistake.place.line, mistake.field) == (1, "channels.robot.robots.g1")
    assert "env:NAME" in mistake.why
    assert "s3cr3t" not in mistake.why
    assert "12345" not in mistake.why


@pytest.mark.parametrize("wrong", ["url: qyapi.weixin.qq.com/send", "url: https://a/send?key=1"])
def test_an_address_is_whole_and_holds_no_key(platform: Platform, wrong: str) -> None:
    (platform.folder / "config.yaml").write_text(
        f"channels:\n  r: {{type: wecom_webhook, robots: {{g1: env:G1}}, {wrong}}}\n"
    )
    with pytest.raises(InputWrong, match=r"config\.yaml:2: channels\.r\.url: must be an address"):
        load_deployment(platform.folder / "config.yaml")
