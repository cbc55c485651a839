"""A picture for one newcomer is not shown to the group."""

from tests.rehearsal import Rehearsal

STEPS = """\
kind: welcome
id: w
say: 欢迎
then:
  - {after: 1d, dm: {parts: [看图, {image: map.png}]}}
"""


async def test_all_parts_of_a_private_message_are_private(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(STEPS).join("2026-11-23 09:00", "u9")
    lines = (await rehearsal.run(until="2026-11-24 12:00")).transcript[1:]
    where = [(line["type"], line["group"], line["member"]) for line in lines]
    assert where == [("dm", None, "u9"), ("image", None, "u9")]
