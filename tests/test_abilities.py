"""What `check` tells of channels that cannot do what a playbook needs, per playbook and group."""

from bot.cli.check import check
from tests.rehearsal import Rehearsal

CHANNELS = """
channels:
  desk: {type: console}
  robot: {type: wecom_webhook, robots: {g1: "env:A", g2: "env:B"}}
groups:
  g1: {name: 阅读群, channel: desk, mouth: robot}
  g2: {name: 亲子群, channel: robot}
"""
WELCOME = """
kind: welcome
id: newcomers
say: "欢迎 {{ names }}！"
then: [{after: 1d, dm: "{{ name }}，还习惯吗？"}]
"""
POSTS = """
kind: posts
id: daily
posts: [{id: hi, at: "10:00", say: {parts: [{text: 早}, {image: a.png}, {file: b.pdf}]}}]
"""
GUARD = "kind: guard\nid: words\nwords: [加微信]\nsay: 请注意群规。\n"


def told(rehearsal: Rehearsal) -> list[str]:
    head, *lines = check(rehearsal.folder / "config.yaml").splitlines()
    assert head.startswith("没有发现问题")
    return [line.partition("playbook.yaml")[2] for line in lines]


def test_where_everything_works_there_is_nothing_to_tell(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(f"{WELCOME}---{POSTS}---\n{GUARD}")
    assert told(rehearsal) == []


def test_each_lack_names_playbook_groups_and_what_comes_of_it(rehearsal: Rehearsal) -> None:
    rehearsal.config(CHANNELS).playbook(f"{WELCOME}---{POSTS}---\n{GUARD}")
    assert told(rehearsal) == [
        ":2: newcomers，亲子群：看不到谁进群",
        ":2: newcomers，亲子群：不能私聊，会变成人工待办",
        ":11: words，亲子群：这个渠道听不到群里的消息",
    ]


def test_it_is_told_in_the_operators_language(rehearsal: Rehearsal) -> None:
    rehearsal.config(f"language: en\n{CHANNELS}").playbook(GUARD)
    _, line = check(rehearsal.folder / "config.yaml").splitlines()
    assert line.endswith("playbook.yaml:1: words in 亲子群: the channel hears no messages")


def test_of_many_groups_some_are_named(rehearsal: Rehearsal) -> None:
    groups = "".join(f"  r{n}: {{name: {n}群, channel: robot}}\n" for n in range(200))
    robots = ", ".join(f'r{n}: "env:R{n}"' for n in range(200))
    channels = f"channels: {{robot: {{type: wecom_webhook, robots: {{{robots}}}}}}}\n"
    rehearsal.config(f"{channels}groups:\n{groups}").playbook(GUARD)
    [line] = told(rehearsal)
    assert line == ":1: words，0群、1群、2群、3群、另外 197 个群：这个渠道听不到群里的消息"


def test_drafts_need_somebody_who_reads_them(rehearsal: Rehearsal) -> None:
    post = POSTS.replace('at: "10:00"', 'at: "10:00", approve: true')
    rehearsal.config("groups: {g1: {name: 阅读群, admins: [u1]}, g2: {name: 亲子群}}")
    rehearsal.playbook(f"{WELCOME}approve: true\n---{post}")
    nobody = "没有 owners、admins，也没有人值班：草稿没人收到，只能在网页上放行"
    assert told(rehearsal) == [
        f":2: newcomers，亲子群、其他群：{nobody}",
        f":8: daily，亲子群、其他群：{nobody}",
    ]
    rehearsal.config("admins: [u1]\ngroups: {g1: {}, g2: {}}")
    assert told(rehearsal) == []
