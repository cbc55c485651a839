"""What stands on the picture of a brief, and that its bars are the metrics of each day."""

from datetime import date

from bot.deployment import Deployment
from bot.metrics.measuring import measure
from bot.metrics.metric import Scope
from bot.picture.drawing import draw
from bot.picture.fonts import find_font
from bot.setup.loading import load_deployment
from bot.store.reader import Reader
from handlers.report.brief import Wanted, gather
from handlers.report.days import Period
from handlers.report.model import USUAL
from handlers.report.poster import charted, poster
from handlers.report.series import by_day
from handlers.report.slots import slot_names
from tests.databases import database_url
from tests.handlers.briefs import lived
from tests.rehearsal import Rehearsal, moment

DAY = date(2026, 11, 22)


def scope(deployment: Deployment, days: Period) -> Scope:
    config, now = deployment.config, moment("2026-11-23 09:00")
    return Scope(["g1", "g2"], days.first, days.last, now, config.zone, config.bot.id)


async def test_bars_are_what_the_metrics_say_of_each_day(rehearsal: Rehearsal) -> None:
    url = database_url(f"{rehearsal.folder}/kept.db")
    await lived(rehearsal).run("2026-11-23 09:00", database=url)
    deployment, reader = load_deployment(rehearsal.folder / "config.yaml"), Reader.open(url)
    days = charted(Period(DAY, DAY))
    assert (days.first, len(days.days)) == (date(2026, 11, 9), 14)
    series = await by_day(reader.rows, scope(deployment, days))
    assert series.keys() == {date(2026, 11, 15), date(2026, 11, 21), DAY}
    for day in days.days:
        one = scope(deployment, Period(day, day))
        numbers = await measure(reader.rows, ["messages", "active"], one)
        drawn = series.get(day)
        assert (numbers["messages"], numbers["active"]) == (tuple(drawn) if drawn else (0, 0))
    await reader.close()


async def test_all_of_the_brief_stands_on_the_picture(rehearsal: Rehearsal) -> None:
    url = database_url(f"{rehearsal.folder}/kept.db")
    await lived(rehearsal).run("2026-11-23 09:00", database=url)
    deployment, reader = load_deployment(rehearsal.folder / "config.yaml"), Reader.open(url)
    days, slots = Period(DAY, DAY), slot_names(deployment, ["g1", "g2"])
    names = ["晨读群", "周末书友群"]
    wanted = Wanted("day", USUAL, scope(deployment, days), names, slots, "zh")
    brief = await gather(reader.rows, wanted)
    series = await by_day(reader.rows, scope(deployment, charted(days)))
    picture = poster(brief, series, days, "zh")
    assert (picture.title, picture.subtitle) == ("日报 11月22日 星期日", "晨读群、周末书友群")
    tiles = {tile.label: (tile.value, *tile.changes) for tile in picture.tiles}
    assert tiles["消息"] == ("7", "▲3 比前一天", "▲5 比上星期日")
    assert [bar.value for bar in picture.charts[0].bars[-2:]] == [4, 7]
    assert picture.grids[0].rows == (("早间轻互动", "2（平时 0）", "3（平时 0）"),)
    assert [passage.lines for passage in picture.passages] == [
        ("发言最多：王姐 3、小李 2、小赵 1", "连续打卡最久：小李 2")
    ]
    font = find_font()
    assert font is not None
    assert draw(picture, font).startswith(b"\x89PNG")
    await reader.close()


def test_a_month_has_a_bar_for_each_of_its_days() -> None:
    month = Period(date(2028, 2, 1), date(2028, 2, 29))
    assert charted(month) == month
    week = Period(date(2026, 11, 16), DAY)
    assert charted(week) == Period(date(2026, 11, 9), DAY)
