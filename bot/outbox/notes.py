"""What the outbox notes about a row, in plain words: why it waits, and why it did not go."""

from collections.abc import Mapping

NOTES: Mapping[str, tuple[str, str]] = {
    # it waits
    "limit": ("按渠道的频率限制排队", "it waits its turn, by the limits of the channel"),
    "channel": ("渠道暂时发不出，稍后再试", "the channel cannot send just now"),
    "quiet": ("安静时段，等到结束再发", "it waits for the end of the quiet hours"),
    "stopped": ("已停发，等 /go 再发", "all is stopped: it waits for /go"),
    # it did not go
    "paused": ("剧本在暂停中", "its playbook was paused"),
    "left the group": ("人已经离开", "the member has left"),
    "too late": ("过了该发的时间", "its time was over"),
    "not approved": ("没有人放行", "nobody let it out"),
    "skipped": ("有人决定不发", "somebody decided against it"),
    "recalled": ("原来的消息被撤回了", "the message that it answers was taken back"),
    "a person says it": ("由人来发", "a person says it"),
    # nobody knows
    "restored": (
        "恢复备份之前的，可能已经发过",
        "before a backup was restored: it may have gone out",
    ),
    # it went nowhere
    "listed": ("没有人值班，只列在待办里", "nobody is on duty: it is only listed"),
}
"""A pair of Chinese and English for every note of our own; others are a channel's words."""


def in_words(note: str, language: str) -> str:
    """Say what a note means; a channel's own words stand as they are."""
    zh, en = NOTES.get(note, (note, note))
    return zh if language == "zh" else en
