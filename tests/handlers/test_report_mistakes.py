"""What `check` says of a brief that cannot be meant, and of pictures that cannot be drawn."""

import dataclasses

import pytest
from PIL import ImageFont

from bot.errors import InputWrong
from bot.setup.abilities import described, shortcomings
from bot.setup.loading import load_deployment
from tests.rehearsal import Rehearsal

CONFIG = "admins: [boss]\ngroups: {g1: {name: 晨读群}, g2: {name: 员工群}}\n"
BRIEF = "kind: report\nid: brief\n"


def wrong(rehearsal: Rehearsal, brief: str, config: str = CONFIG) -> str:
    """Return the only mistake, from the line on, as an operator reads it in English."""
    rehearsal.config(config).playbook(BRIEF + brief)
    with pytest.raises(InputWrong) as error:
        load_deployment(rehearsal.folder / "config.yaml", language="en")
    [mistake] = error.value.mistakes
    return str(mistake).partition(".yaml:")[2]


@pytest.mark.parametrize(
    ("brief", "said"),
    [
        ("include: [mesages]", "3: include[1]: unknown metric 'mesages'; did you mean 'messages'?"),
        ("include: []", "3: include: must not be empty"),
        ("every: hour", "3: every: must be one of day, week, month"),
        ("every: week\non: 3", "4: on: every: week takes a weekday, mon to sun"),
        ("every: month\non: mon", "4: on: every: month takes a day of the month, 1 to 31"),
        ("on: mon", "3: on: there is one every day: leave it out"),
        ("every: month\non: 32", "4: on: must be a weekday, mon to sun, or a day of the month"),
        ("every: week\non: someday", "4: on: must be a weekday, mon to sun, or a day of the"),
        ("to: boss", "3: to: must be admins, duty, a list of member ids, or {group: id}"),
        ("to: []", "3: to: must be admins, duty, a list of member ids, or {group: id}"),
        ("to: {group: g3}", "3: to.group: unknown group 'g3' (known: g1, g2)"),
        ("at: '23:00'", "3: at: 23:00 lies in the quiet hours 22:30-07:00"),
        ("say: '{{ nummers }}'", "3: say: unknown name 'nummers'"),
    ],
)
def test_each_mistake_is_told_with_its_line(rehearsal: Rehearsal, brief: str, said: str) -> None:
    assert wrong(rehearsal, brief).startswith(said)


def test_somebody_must_be_told(rehearsal: Rehearsal) -> None:
    groups = "groups: {g1: {name: 晨读群}}\n"
    assert wrong(rehearsal, "at: '08:30'", groups).startswith("1: to: config.yaml names no owners")
    assert wrong(rehearsal, "to: duty", groups).startswith("3: to: config.yaml names nobody on du")


def test_a_variant_is_a_brief_of_its_own(rehearsal: Rehearsal) -> None:
    variant = "---\nextends: brief\ngroups: [g1]\nat: '09:00'\n"
    assert wrong(rehearsal, variant).startswith("4: extends: a variant is a brief of its own")
    rehearsal.playbook(f"{BRIEF}{variant}id: other\n")
    deployment = load_deployment(rehearsal.folder / "config.yaml")
    assert [playbook.id for playbook in deployment.library.overall] == ["brief", "other"]


def test_a_font_must_have_chinese_glyphs(rehearsal: Rehearsal) -> None:
    built_in = ImageFont.load_default(20)
    assert isinstance(built_in, ImageFont.FreeTypeFont)
    (rehearsal.folder / "latin.ttf").write_bytes(built_in.font_bytes)
    config = f"{CONFIG}font: latin.ttf\n"
    assert wrong(rehearsal, "", config).startswith("3: font: is no font, or has no Chinese glyphs")


@pytest.mark.parametrize(("picture", "told"), [("true", 1), ("false", 0)])
def test_check_tells_where_no_font_is_there(rehearsal: Rehearsal, picture: str, told: int) -> None:
    rehearsal.config(CONFIG).playbook(f"{BRIEF}picture: {picture}\n")
    deployment = load_deployment(rehearsal.folder / "config.yaml")
    assert list(shortcomings(deployment)) == []
    config = deployment.config.model_copy(update={"font": "nowhere.otf"})
    without = dataclasses.replace(deployment, config=config)
    lines = [described(lack, without, "en") for lack in shortcomings(without)]
    assert len(lines) == told
    assert all("brief in private chats: there is no font" in line for line in lines)


def test_a_channel_that_writes_to_nobody_makes_it_a_task(rehearsal: Rehearsal) -> None:
    channels = 'channels: {robot: {type: wecom_webhook, robots: {g1: "env:A", g2: "env:B"}}}\n'
    rehearsal.config(channels + CONFIG).playbook(BRIEF)
    deployment = load_deployment(rehearsal.folder / "config.yaml")
    lines = [described(lack, deployment, "zh") for lack in shortcomings(deployment)]
    assert [line.partition("brief，")[2] for line in lines] == ["私聊：不能私聊，会变成人工待办"]
    rehearsal.playbook(BRIEF + "to: {group: g2}\n")
    assert list(shortcomings(load_deployment(rehearsal.folder / "config.yaml"))) == []
