"""Members have an identity of our own, whatever the platform calls them now."""

from datetime import UTC, datetime

from bot.events import Event, MembersJoined, MembersLeft, MessageReceived, Person
from bot.store.members.people import People
from bot.store.tables import Identity

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
OLD, NEW = "wxid_1", "external_1"


def translated(event: Event) -> Event:
    return People(merged=[Identity(NEW, OLD)]).translate([event])[0]


def test_a_changed_id_is_the_same_member_wherever_it_stands() -> None:
    who, other = Person(NEW, "王姐"), Person("u2", "小李")
    message = translated(
        MessageReceived(id="m", at=AT, group="g1", member=who, mentions=(NEW, "u2"))
    )
    joined = translated(MembersJoined(id="j", at=AT, group="g1", members=(other,), inviter=NEW))
    left = translated(MembersLeft(id="l", at=AT, group="g1", members=(who, other), remover=NEW))
    assert isinstance(message, MessageReceived)
    assert isinstance(joined, MembersJoined)
    assert isinstance(left, MembersLeft)
    assert (message.member.id, message.mentions) == (OLD, (OLD, "u2"))
    assert (joined.members[0].id, joined.inviter) == ("u2", OLD)
    assert ([person.id for person in left.members], left.remover) == ([OLD, "u2"], OLD)


def test_nobody_is_made_up() -> None:
    by_itself = MembersJoined(id="j", at=AT, group="g1", members=(Person("u2"),))
    assert translated(by_itself) == by_itself


def test_the_platform_is_told_the_id_it_knows() -> None:
    people = People(merged=[Identity(NEW, OLD)])
    assert [people.platform_id(member) for member in (OLD, "u2")] == [NEW, "u2"]


def test_each_channel_is_told_the_id_it_knows() -> None:
    heard = [
        Identity(OLD, OLD, "wechat"),
        Identity("third", OLD, "wechat"),
        Identity(NEW, OLD, "work"),
    ]
    people = People(merged=heard)
    told = [people.platform_id(OLD, channel) for channel in ("wechat", "work", "robot")]
    assert told == ["third", NEW, NEW]


def test_what_was_merged_counts_once_it_is_committed() -> None:
    people = People()
    people.merged([Identity(OLD, OLD), Identity(NEW, OLD)], ["g1"])
    assert people.merging
    people.forget()
    assert (people.merging, people.our_id(NEW)) == (False, NEW)
    people.merged([Identity(OLD, OLD), Identity(NEW, OLD)], ["g1"])
    people.confirm()
    assert (people.merging, people.our_id(NEW), people.platform_id(OLD)) == (False, OLD, NEW)
