"""Event files: what is read, and what is refused with its line and field."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from bot.errors import InputWrong
from bot.eventfiles.file import EventFile
from bot.events import MembersJoined, MessageReceived

GONE = object()
AT = "2026-11-23T07:31:05+08:00"
PERSON = {"member": "u1", "name": "王姐"}
NEWCOMER = {"id": "u9", "name": "小李"}
SAMPLES: dict[str, dict[str, Any]] = {
    "message": {"text": "打卡", **PERSON},
    "join": {"members": [NEWCOMER], "inviter": "u1"},
    "leave": {"members": [NEWCOMER], "remover": None},
    "topic": {"topic": "新群名", **PERSON},
    "recall": {"message": "m1", **PERSON},
}


def event(type: str, /, **fields: Any) -> dict[str, Any]:
    made = {"id": "e1", "at": AT, "type": type, "group": "g1", **SAMPLES[type], **fields}
    return {name: value for name, value in made.items() if value is not GONE}


def written(folder: Path, *events: object) -> EventFile:
    path = folder / "events.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in events), encoding="utf-8")
    return EventFile(path)


def wrong(file: EventFile) -> list[str]:
    with pytest.raises(InputWrong) as caught:
        file.check()
    return [f"{mistake.place.line}: {mistake.field}" for mistake in caught.value.mistakes]


MISSING = [
    (type, name)
    for type, sample in SAMPLES.items()
    for name in ("id", "at", "group", *sample)
    if name not in ("inviter", "remover")
]


@pytest.mark.parametrize(("type", "name"), MISSING)
def test_what_the_contract_names_is_needed(tmp_path: Path, type: str, name: str) -> None:
    assert wrong(written(tmp_path, event(type, **{name: GONE}))) == [f"1: {name}"]


@pytest.mark.parametrize(
    ("type", "field", "values"),
    [
        ("message", "id", [1, "", None, []]),
        ("message", "at", [5, "x", None, "2026-11-23", "2026-11-23T07:31:05"]),
        ("message", "at", ["9999-12-31T23:59:59-08:00", "0001-01-01T00:00:00+08:00"]),
        ("message", "group", [5, "", []]),
        ("join", "group", [None]),
        ("message", "member", [3, "", None]),
        ("message", "name", [3, None]),
        ("message", "text", [3, None, ["a"]]),
        ("message", "kind", ["gif", 0, "", False, ["image"]]),
        ("message", "mentions", ["u1", "", 0, {}, [1], [None]]),
        ("message", "mentions_bot", ["yes", 1, ""]),
        ("message", "reply_to", [5, []]),
        ("message", "group_name", [5]),
        ("join", "members", [[], "u9", None, {}]),
        ("join", "inviter", [5, ["u1"]]),
        ("leave", "remover", [4]),
        ("topic", "topic", [5, None]),
        ("recall", "message", [5, ""]),
    ],
)
def test_what_has_the_wrong_type_is_refused(
    tmp_path: Path, type: str, field: str, values: list[object]
) -> None:
    events = [event(type, **{field: value}) for value in values]
    expected = [f"{line}: {field}" for line in range(1, len(events) + 1)]
    assert wrong(written(tmp_path, *events)) == expected


@pytest.mark.parametrize(
    ("member", "field"),
    [
        ("u9", "id"),
        ({"name": "小李"}, "id"),
        ({"id": 5, "name": "小李"}, "id"),
        ({"id": "u9"}, "name"),
        ({"id": "u9", "name": 5}, "name"),
    ],
)
def test_every_member_has_an_id_and_a_name(tmp_path: Path, member: object, field: str) -> None:
    file = written(tmp_path, event("join", members=[NEWCOMER, member]))
    assert wrong(file) == [f"1: members[1].{field}"]


def test_unknown_types_and_kinds_are_told_with_those_there_are(tmp_path: Path) -> None:
    file = written(tmp_path, event("message", type="mesage"), event("message", kind="gif"))
    with pytest.raises(InputWrong) as caught:
        file.check()
    first, second = (mistake.why for mistake in caught.value.mistakes)
    assert "message, join, leave, topic, recall" in first
    assert "text, image, video, voice, link, card, file, sticker" in second


def test_what_is_optional_may_be_absent_or_null(tmp_path: Path) -> None:
    nothing = dict.fromkeys(["kind", "mentions", "mentions_bot", "reply_to", "group_name"])
    file = written(tmp_path, event("message"), event("message", **nothing))
    first, second = file.events()
    assert first == second
    assert isinstance(first, MessageReceived)
    assert (first.kind, first.mentions, first.mentions_bot) == ("text", (), False)


def test_only_other_kinds_than_text_may_be_without_text(tmp_path: Path) -> None:
    image = event("message", kind="image", text=GONE)
    assert [one.id for one in written(tmp_path, image).events()] == ["e1"]


def test_a_line_may_be_as_early_as_the_one_before_and_no_earlier(tmp_path: Path) -> None:
    same = event("message", at="2026-11-22T23:31:05Z")
    earlier = event("message", at="2026-11-23T07:31:04+08:00")
    file = written(tmp_path, event("message"), same, earlier, event("message"))
    assert wrong(file) == ["3: at"]


@pytest.mark.parametrize("zipped", [False, True])
def test_windows_files_and_zipped_ones_are_read(tmp_path: Path, zipped: bool) -> None:
    lines = [json.dumps(event(type), ensure_ascii=False) for type in ("message", "join")]
    data = ("\ufeff" + "\r\n \r\n\r\n".join(lines)).encode()
    path = tmp_path / ("events.jsonl.gz" if zipped else "events.jsonl")
    path.write_bytes(gzip.compress(data) if zipped else data)
    assert [type(one) for one in EventFile(path).events()] == [MessageReceived, MembersJoined]


@pytest.mark.parametrize("cut", [-30, 40])
def test_a_damaged_zip_is_told_in_one_line(tmp_path: Path, cut: int) -> None:
    data = bytearray(
        gzip.compress(json.dumps([event("message", id=str(n)) for n in range(99)]).encode())
    )
    if cut < 0:
        del data[cut:]
    else:
        data[cut : cut + 20] = bytes(20)
    path = tmp_path / "events.jsonl.gz"
    path.write_bytes(data)
    assert wrong(EventFile(path)) == ["1: file"]


def test_what_is_no_object_is_refused_and_bad_lines_can_be_skipped(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    good = json.dumps(event("message"))
    path.write_bytes(b"[1]\nnull\n{\n\xff\xfe\n" + good.encode() + b"\n")
    assert wrong(EventFile(path)) == [f"{line}: line" for line in (1, 2, 3, 4)]
    skipping = EventFile(path, skip_bad=True)
    skipping.check()
    assert len(skipping.mistakes) == 4
    assert [one.id for one in skipping.events()] == ["e1"]
