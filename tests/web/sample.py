"""The sample playbooks with a week behind them: what pages are looked at with."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from bot.cli.rehearse import Options, rehearse
from tests.databases import database_url
from tests.rehearsal import Rehearsal

ROOT = Path(__file__).parent.parent.parent
START = "2026-11-30 10:00"
_FIRST = datetime(2026, 11, 23)  # noqa: DTZ001  written with the zone's offset below
_PEOPLE = ("王姐", "小李", "小张", "Ben", "阿梅", "老周", "Cleo", "大鹏")


async def sample(folder: Path, language: str = "zh") -> Path:
    """Lay the samples out in a folder, with a week of life in the database."""
    source = ROOT if language == "zh" else ROOT / "examples" / "english"
    for part in ("sop", "templates"):
        shutil.copytree(source / part, folder / part)
    config = (source / "config.yaml").read_text(encoding="utf-8")
    (folder / "config.yaml").write_text(f"{config}\nweb: {{port: 0}}\n", encoding="utf-8")
    life = Life(folder / "life")
    events = life.week("打卡" if language == "zh" else "check in")
    until = datetime.fromisoformat(START + "+08:00")
    database = database_url(folder / "data" / "zhiban.db")
    (folder / "data").mkdir()
    await rehearse(
        Options(events=events, config=folder / "config.yaml", until=until, database=database)
    )
    return folder


class Life(Rehearsal):
    """A week of two groups, and the morning after."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        super().__init__(folder)

    def week(self, check_in: str) -> Path:
        """Write its events."""
        for group in ("g1", "g2"):
            at = f"{_FIRST:%Y-%m-%d} 07:00"
            people = [{"id": f"w{n}", "name": name} for n, name in enumerate(_PEOPLE)]
            self.add(at, "join", group=group, group_name=group, members=people)
        for day in range(8):
            self._day(_FIRST + timedelta(days=day), check_in, day)
        self.add("2026-11-29 21:00", "leave", members=[{"id": "w7", "name": "大鹏"}])
        self.events.sort(key=lambda event: str(event["at"]))
        return self.write()

    def _day(self, day: datetime, check_in: str, number: int) -> None:
        for n, name in enumerate(_PEOPLE[: 8 - number % 3]):
            at = day + timedelta(hours=7, minutes=5 + 9 * n)
            who = {"member": f"w{n}", "name": name}
            self.add(f"{at:%Y-%m-%d %H:%M}", "message", **who, text=check_in)
            at += timedelta(hours=5, minutes=3 * n)
            self.add(f"{at:%Y-%m-%d %H:%M}", "message", **who, text=f"今天读到第 {number + n} 章")
        at = day + timedelta(hours=20, minutes=40)
        self.add(f"{at:%Y-%m-%d %H:%M}", "message", member="w1", name="小李", text="补卡怎么补？")
