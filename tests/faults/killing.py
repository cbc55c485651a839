"""Kills a living bot whose sends cannot be repeated, while people write and playbooks are saved."""

from collections import Counter
from pathlib import Path
from random import Random

from tests.channels.wecom_webhook.endpoint import PATH, Endpoint
from tests.faults.bot import Bot, running, sound
from tests.secrets import secret

GROUPS = {f"g{number}": secret(f"robot{number}") for number in range(6)}
"""Each has a robot of its own, with the key of it: a robot may say 20 things a minute."""
_CHECKIN = "{{kind: checkin, id: read, match: 打卡, points: {{each: 5}}, say: '{{{{ name }}}}{}'}}"


async def kill_live(folder: Path, seed: int, kills: int) -> int:
    """Kill a bot so often and see what it left; return in how many lives.

    In each life some check in, at the console and in groups that a robot speaks in, and now and
    then a playbook is saved. Whoever was accepted must be answered once, or shown as in doubt;
    nobody may be answered twice, whatever the playbook said at that time.
    """
    draw, endpoint = Random(seed), Endpoint(set(GROUPS.values()))
    server = await endpoint.start()
    _deploy(folder, str(server.make_url(PATH + "send")))
    shown = Counter[str]()
    try:
        for life in range(kills + 1):
            _save(folder, version=life)
            async with running(folder) as bot:
                await _live(bot, draw, life, folder)
                if life == kills:
                    bot.check_in("last")
                    await bot.shows("last")
                    await bot.end()
                else:
                    await bot.kill()
            shown.update(line.rpartition("小助手: ")[2] for line in bot.shown if "小助手: " in line)
            endpoint.minute.clear()
            _check(folder / "bot.db", shown, endpoint, most=2 * life + 2)
    finally:
        await server.close()
    return kills + 1


def _deploy(folder: Path, url: str) -> None:
    (folder / "sop").mkdir()
    robots = ", ".join(f"{group}: file:{group}.key" for group in GROUPS)
    for group, key in GROUPS.items():
        (folder / f"{group}.key").write_text(key)
    robot = f"{{type: wecom_webhook, url: '{url}', robots: {{{robots}}}}}"
    groups = ", ".join(f"{group}: {{channel: main, mouth: robot}}" for group in GROUPS)
    (folder / "config.yaml").write_text(
        f"channels: {{main: {{type: console}}, robot: {robot}}}\n"
        f"groups: {{home: {{channel: main}}, {groups}}}\n"
        "database: sqlite+aiosqlite:///bot.db\nweb: off\n",
        encoding="utf-8",
    )


def _save(folder: Path, version: int) -> None:
    """Write the playbook, whose answers end with its version."""
    text = _CHECKIN.format(f" v{version}")
    (folder / "sop" / "read.yaml").write_text(text, encoding="utf-8")


async def _live(bot: Bot, draw: Random, life: int, folder: Path) -> None:
    """Let people write while a playbook is saved, and wait until it has heard some of it."""
    await bot.shows(":help")
    for number in range(12):
        bot.type(f":group {draw.choice(['home', *GROUPS])}")
        bot.check_in(f"m{life}-{number}")
        if draw.random() < 0.1:
            _save(folder, version=100 * life + number)
    heard = draw.randrange(12)
    await bot.shows(f"m{life}-{heard}: 打卡")
    if draw.random() < 0.5:
        await bot.goes_on(draw.uniform(0, 0.3))


def _check(database: Path, shown: Counter[str], endpoint: Endpoint, most: int) -> None:
    """Compare what was accepted and sent with what people saw; `most` may be in doubt."""
    states = sound(database)
    posted = Counter(payload["text"]["content"] for _, payload in endpoint.posted)
    seen = shown + posted
    assert max(seen.values(), default=0) <= 1, "something was said twice"
    assert set(seen) <= set(states), "something was said that is not on disk"
    sent = {text for text, state in states.items() if state == "sent"}
    assert sent <= set(seen), "what counts as sent was not seen"
    counts = Counter(states.values())
    assert counts["unknown"] + counts["claimed"] <= most, "more in doubt than was on its way"
    assert set(counts) <= {"sent", "unknown", "claimed", "waiting"}
