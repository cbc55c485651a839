"""What `zhiban status` says, in plain words."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.durations import describe_duration, format_duration
from bot.domain.text import clean

_WORDS: Mapping[str, tuple[str, str]] = {
    "no_database": (
        "还没有数据库：先运行一次 zhiban run",
        "there is no database yet: zhiban run makes one",
    ),
    "unread": ("数据库读不了：{why}", "the database cannot be read: {why}"),
    "not_running": ("机器人没有在运行", "the bot is not running"),
    "no_console": (
        "机器人没有开控制台：看看 config.yaml 里的 web",
        "the bot has no console: look at web in config.yaml",
    ),
    "mute": ("机器人在运行，但没有回答", "the bot runs, but does not answer"),
    "unready": ("机器人没法正常工作：{why}", "the bot cannot do its work: {why}"),
    "channel_deaf": ("渠道 {channel} 听不到", "channel {channel} hears nothing"),
    "channel_silent": ("渠道 {channel} 太安静了", "channel {channel} is suspiciously silent"),
    "wrong": ("文件里有 {count} 处错误", "{count} mistakes in the files"),
    "running": ("在运行", "running"),
    "stopped": ("没有在运行", "not running"),
    "pid": ("进程 {pid}", "process {pid}"),
    "since": ("从 {since} 起", "since {since}"),
    "version": ("版本 {version}", "version {version}"),
    "setup": ("设置第 {number} 版", "set-up {number}"),
    "unknown": ("连接情况不清楚", "its connection is not known"),
    "speaks": ("只发不听", "only speaks"),
    "hears": ("能听到", "hears"),
    "deaf": ("听不到（{why}）", "hears nothing ({why})"),
    "deaf_since": ("从 {since} 起听不到（{why}）", "hears nothing since {since} ({why})"),
    "silent": ("从 {since} 起太安静了", "suspiciously silent since {since}"),
    "heard": ("最近听到 {at}", "last heard {at}"),
    "sent": ("最近发出 {at}", "last sent {at}"),
    "held": ("先停发到 {until}（{why}）", "left alone until {until} ({why})"),
    "complaint": ("平台说发得太多", "the platform complained"),
    "channel": ("暂时发不出", "it could not send"),
    "queue": (
        "待发 {waiting} 条，草稿 {drafts} 份，待办 {tasks} 件",
        "{waiting} waiting, {drafts} drafts, {tasks} tasks",
    ),
    "oldest": ("最早的等了 {span}", "the first for {span}"),
    "lost": (
        "24 小时内没发出 {failed} 条，不知到没到 {unknown} 条",
        "in 24 hours {failed} failed, {unknown} may have arrived",
    ),
    "database": ("数据库 {size:.1f} MB", "database {size:.1f} MB"),
    "backup": ("最近备份 {at}", "last backup {at}"),
    "wal": ("预写日志 {size:.1f} MB", "write-ahead log {size:.1f} MB"),
    "mistakes": (
        "文件里有 {count} 处错误，下次启动不了：{first}",
        "{count} mistakes in the files, it would not start again: {first}",
    ),
}


class Words:
    """Says it in one language and one time zone."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self._english, self._zone = language != "zh", zone

    def say(self, name: str, **values: object) -> str:
        """Return one piece."""
        return _WORDS[name][self._english].format(**values)

    def problems(self, state: Mapping[str, Any]) -> Iterator[str]:
        """Yield what is not well; nothing where all is."""
        if not state["running"]:
            yield self.say("not_running")
        if state["answers"] is False:
            yield self.say("mute")
        for why in state["unready"]:
            yield self.say("unready", why=why)
        for name, channel in state["channels"].items() if state["running"] else ():
            if channel["hearing"] is False and not channel.get("deaf"):
                yield self.say("channel_deaf", channel=name)
            if channel["silent_since"]:
                yield self.say("channel_silent", channel=name)
        if state["mistakes"]:
            yield self.say("wrong", count=len(state["mistakes"]))

    def joined(self, parts: Iterable[str]) -> str:
        """Write pieces in one line."""
        return (", " if self._english else "，").join(parts)

    def lines(self, state: Mapping[str, Any]) -> Iterator[str]:
        """Yield the lines of the whole report."""
        yield self.joined(self._head(state))
        for name, channel in state["channels"].items():
            yield f"{name}: " + self.joined(self._channel(channel))
        yield self.joined(self._queue(state))
        yield self.say("lost", **state["lost"])
        yield self.joined(self._sizes(state))
        if mistakes := state["mistakes"]:
            yield self.say("mistakes", count=len(mistakes), first=mistakes[0])

    def _head(self, state: Mapping[str, Any]) -> Iterator[str]:
        yield self.say("running" if state["running"] else "stopped")
        if state["running"]:
            if state["pid"]:
                yield self.say("pid", pid=state["pid"])
            if state["since"]:
                yield self.say("since", since=self._moment(state["since"]))
        if state["version"]:
            yield self.say("version", version=state["version"])
        yield self.say("setup", number=state["setup"])

    def _channel(self, channel: Mapping[str, Any]) -> Iterator[str]:
        yield self._connection(channel)
        if channel["silent_since"]:
            yield self.say("silent", since=self._moment(channel["silent_since"]))
        for name in ("heard", "sent"):
            if at := channel[f"{name}_at"]:
                yield self.say(name, at=self._moment(at))
        if until := channel["held_until"]:
            yield self.say("held", until=self._moment(until), why=self.say(channel["held_why"]))

    def _connection(self, channel: Mapping[str, Any]) -> str:
        why = clean(channel["why"])
        if channel.get("deaf"):
            return self.say("speaks")
        if channel["hearing"] is None:
            return self.say("unknown")
        if channel["hearing"]:
            return self.say("hears")
        if channel["lost_at"]:
            return self.say("deaf_since", since=self._moment(channel["lost_at"]), why=why)
        return self.say("deaf", why=why or "–")

    def _queue(self, state: Mapping[str, Any]) -> Iterator[str]:
        queue = state["queue"]
        yield self.say("queue", **queue)
        if queue["oldest_seconds"] >= 1:
            span = timedelta(seconds=int(queue["oldest_seconds"]))
            told = format_duration(span) if self._english else describe_duration(span)
            yield self.say("oldest", span=told)

    def _sizes(self, state: Mapping[str, Any]) -> Iterator[str]:
        database = state["database"]
        yield self.say("database", size=database["bytes"] / 1e6)
        if database["wal_bytes"] is not None:
            yield self.say("wal", size=database["wal_bytes"] / 1e6)
        if state["backup_at"]:
            yield self.say("backup", at=self._moment(state["backup_at"]))

    def _moment(self, text: str) -> str:
        return f"{datetime.fromisoformat(text).astimezone(self._zone):%m-%d %H:%M:%S}"
