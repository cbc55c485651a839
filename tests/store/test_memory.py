"""What a channel is told of who is in a group: by the ids that its own platform knows."""

from bot.store.database import Database
from bot.store.memory import ChannelMemory
from bot.store.tables import Group, Identity, Membership


async def test_a_member_with_several_ids_is_known_by_that_of_the_channel(
    database: Database,
) -> None:
    async with database.transaction() as work:
        work.put(Group("g1", "阅读群", 0, "wechat", listed=True))
        for id, channel, since in (("a", "wechat", 1), ("b", "wechat", 2), ("c", "work", 3)):
            work.put(Identity(id, "a", channel, since))
        work.put(Identity("u2", "u2", "work", 1))
        work.put(Membership("g1", "a", "王姐"))
        work.put(Membership("g1", "u2", "小李"))
    known = {name: await ChannelMemory(database, name).members("g1") for name in ("wechat", "work")}
    assert known == {
        "wechat": {"b": "王姐", "u2": "小李"},
        "work": {"c": "王姐", "u2": "小李"},
    }
