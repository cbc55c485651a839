"""/healthz, /readyz and /metrics of a running bot over real HTTP: who is told what, and when."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.web.vitals.vitals import Vitals
from tests.rehearsal import Rehearsal
from tests.web.running import PATIENCE, Running, running

CHECKIN = "{kind: checkin, id: read, match: 打卡, say: '第 {{ streak }} 天'}"
CONFIG = "groups: {g1: {}}\nadmins: [boss]\nweb: {port: 0}\n"
Samples = dict[tuple[str, frozenset[str]], float]


@pytest.fixture
def folder(rehearsal: Rehearsal) -> Path:
    return rehearsal.playbook(CHECKIN).config(CONFIG).folder


def samples_of(text: str) -> Samples:
    """Read an exposition; names stand with the values of their labels."""
    return {
        (sample.name, frozenset(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def scraped(bot: Running) -> Samples:
    async with bot.visitor() as prometheus:
        reply = await prometheus.get("/metrics")
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"].startswith("text/plain; version=")
    return samples_of(reply.text)


async def test_a_scrape_counts_what_happened(folder: Path) -> None:
    async with running(folder) as bot:
        for id in ("m1", "m1", "m2"):
            bot.say(id, "u1", "打卡" if id == "m1" else "你好")
        bot.say("p1", "u1", "打卡", group="")
        await bot.until(lambda: bot.app.tally.events >= 4)
        found = await scraped(bot)
    assert found["zhiban_events_total", frozenset({"message", ""})] == 4
    assert found["zhiban_duplicates_total", frozenset()] == 1
    assert found["zhiban_sends_total", frozenset({"main", "say", "sent"})] == 1
    assert found["zhiban_accept_seconds_count", frozenset()] == 3
    assert found["zhiban_handover_seconds_count", frozenset()] == 1
    assert found["zhiban_batch_events_sum", frozenset()] == 4
    assert found["zhiban_inbox_events", frozenset()] == 0
    assert found["zhiban_channel_hearing", frozenset({"main"})] == 1
    assert found["zhiban_setup_version", frozenset()] == 1
    assert found["zhiban_database_bytes", frozenset()] > 0
    assert found["process_resident_memory_bytes", frozenset()] > 0
    last = found["zhiban_last_sent_timestamp_seconds", frozenset({"main"})]
    assert abs(bot.clock.now().timestamp() - last) < PATIENCE


async def test_a_channel_that_only_speaks_is_not_told_to_hear_nothing(folder: Path) -> None:
    robot = "robot: {type: wecom_webhook, robots: {g1: 'env:ROBOT'}}"
    config = CONFIG.replace("g1: {}", "g1: {channel: main, mouth: robot}")
    config += f"channels: {{main: {{type: console}}, {robot}}}\n"
    (folder / "config.yaml").write_text(config, encoding="utf-8")
    async with running(folder) as bot:
        await bot.until(lambda: bot.app.tally.channels["main"].hearing)
        found = await scraped(bot)
    assert {labels for name, labels in found if name == "zhiban_channel_hearing"} == {
        frozenset({"main"})
    }
    assert ("zhiban_send_delay_seconds_count", frozenset({"robot"})) in found


async def test_what_was_last_heard_and_sent_is_known_after_a_restart(folder: Path) -> None:
    async with running(folder) as bot:
        bot.say("m1", "u1", "打卡")
        await bot.until(lambda: bool(bot.chat.said))
        before = await scraped(bot)
    async with running(folder, "2026-11-24 10:00") as bot:
        after = await scraped(bot)
    for name in ("zhiban_last_sent_timestamp_seconds", "zhiban_last_heard_timestamp_seconds"):
        assert after[name, frozenset({"main"})] == pytest.approx(
            before[name, frozenset({"main"})], abs=1
        )


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"Via": "1.1 proxy"},
        {"Host": "evil.example"},
    ],
)
async def test_metrics_are_for_programs_on_this_machine(
    folder: Path, headers: dict[str, str]
) -> None:
    async with running(folder) as bot, bot.visitor() as stranger:
        assert (await stranger.get("/metrics")).status_code == 200
        assert (await stranger.get("/metrics", headers=headers)).status_code in (400, 403)
        assert (await stranger.get("/vitals")).status_code == 403


async def test_behind_a_proxy_the_console_shows_metrics_to_nobody(folder: Path) -> None:
    config = CONFIG.replace("port: 0", "port: 0, proxy: true")
    (folder / "config.yaml").write_text(config, encoding="utf-8")
    async with running(folder) as bot, bot.visitor() as prometheus:
        assert (await prometheus.get("/metrics")).status_code == 403
        assert (await prometheus.get("/healthz")).status_code == 200


async def test_a_bot_that_works_is_alive_and_ready(folder: Path) -> None:
    async with running(folder) as bot, bot.visitor() as probe:
        bot.say("m1", "u1", "打卡")
        await bot.until(lambda: bool(bot.chat.said))
        alive, ready = await probe.get("/healthz"), await probe.get("/readyz")
    assert (alive.status_code, alive.json()) == (200, {"alive": True, "reasons": []})
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "reasons": []})


async def test_a_bot_that_hears_nothing_is_alive_and_not_ready(folder: Path) -> None:
    async with running(folder) as bot, bot.visitor() as probe:
        own = bot.app.tally.channels["main"]
        await bot.until(lambda: own.hearing)
        own.lost(bot.clock.now(), "the gateway at 10.0.0.7 is away")
        reply = await probe.get("/readyz")
        assert (await probe.get("/healthz")).status_code == 200
        own.connected()
        assert (await probe.get("/readyz")).status_code == 200
    assert reply.status_code == 503
    assert reply.json() == {"ready": False, "reasons": ["no channel hears anything"]}


@pytest.mark.sqlite("it locks the file")
async def test_a_database_that_cannot_be_written_is_no_reason_to_start_again(folder: Path) -> None:
    config = CONFIG + "database: sqlite+aiosqlite:///kept.db\n"
    (folder / "config.yaml").write_text(config, encoding="utf-8")
    async with running(folder, patient=True) as bot, bot.visitor() as probe:
        with closing(sqlite3.connect(folder / "kept.db", isolation_level=None)) as shell:
            shell.execute("BEGIN IMMEDIATE")
            bot.say("m1", "u1", "打卡")
            await bot.until(lambda: bool(bot.app.database.trouble))
            alive, ready = await probe.get("/healthz"), await probe.get("/readyz")
            shell.execute("ROLLBACK")
        await bot.until(lambda: bool(bot.chat.said))
        assert (await probe.get("/readyz")).status_code == 200
    assert alive.status_code == 200
    assert (ready.status_code, ready.json()["reasons"]) == (503, ["the database cannot be written"])


async def test_a_loop_that_does_not_turn_is_dead(folder: Path) -> None:
    async with running(folder) as bot:
        vitals = Vitals(bot.app, bot.host.console.reader, stuck_after=0)
        assert await vitals.dead() == []
        bot.app.tally.begin()  # of a batch that does not end
        assert await vitals.dead() == ["the loop over events is stuck"]
        bot.app.tally.failed(OSError("no space"))
        assert await vitals.dead() == []
        assert "the last batch of events failed" in await vitals.unready()
