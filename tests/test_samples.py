"""The samples and the documents that a newcomer meets first."""

import re
import shutil
from pathlib import Path

import pytest

from bot.playbooks.base import Playbook
from bot.setup.loading import load_deployment
from handlers import KINDS
from handlers.faq import Faq
from tests.rehearsal import Rehearsal, moment

ROOT = Path(__file__).parent.parent
CONFIGS = ("config.yaml", "examples/english/config.yaml")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("config", CONFIGS)
def test_samples_are_without_mistakes_and_show_every_kind(config: str) -> None:
    deployment = load_deployment(ROOT / config)
    assert {playbook.kind for playbook in deployment.library.all} == set(KINDS)


def test_the_sets_of_samples_tell_the_same() -> None:
    chinese, english = (load_deployment(ROOT / config) for config in CONFIGS)
    assert chinese.config.groups.keys() == english.config.groups.keys()
    for playbook, twin in zip(chinese.library.all, english.library.all, strict=True):
        assert (playbook.id, playbook.groups) == (twin.id, twin.groups)
        assert playbook.model_fields_set == twin.model_fields_set


@pytest.mark.parametrize("config", CONFIGS)
def test_the_challenge_in_remarks_works_once_they_are_taken_away(
    tmp_path: Path, config: str
) -> None:
    folder = (ROOT / config).parent
    for part in ("sop", "templates"):
        shutil.copytree(folder / part, tmp_path / part)
    shutil.copy(ROOT / config, tmp_path)
    file = tmp_path / "sop" / "checkin.yaml"
    before, mark, remarks = file.read_text("utf-8").partition("# ---\n")
    file.write_text(before + mark[2:] + re.sub("^# ", "", remarks, flags=re.MULTILINE), "utf-8")
    challenge = load_deployment(tmp_path / "config.yaml").library.by_id["reading-21"]
    assert challenge.model_fields_set > {"days", "window", "needs", "make_up", "leave"}


@pytest.mark.parametrize("config", CONFIGS)
async def test_what_the_documents_suggest_is_answered(rehearsal: Rehearsal, config: str) -> None:
    zh = config == CONFIGS[0]
    rehearsal.message("2026-11-23 09:00", "王姐", "打卡" if zh else "check in")
    rehearsal.message("2026-11-23 09:01", "王姐", "补卡怎么补？" if zh else "do points expire?")
    rehearsal.message(
        "2026-11-23 09:02",
        "王姐",
        "@小助手 积分能拿来干嘛" if zh else "@Zhiban how can I get points",
        mentions_bot=True,
    )
    rehearsal.join("2026-11-23 09:03", "小李", "小张")
    result = await rehearsal.run("2026-11-23 09:05", config=ROOT / config)
    said = [line["text"] for line in result.transcript if line["at"][11:13] == "09"]
    expected = (
        ("王姐 打卡成功", "别着急", "积分可以换书", "欢迎 @小李 @小张 来到")
        if zh
        else ("王姐 ✅ 1 in a row", "Books and small gifts", "Five for each", "Welcome to")
    )
    assert [text.startswith(begin) for text, begin in zip(said, expected, strict=True)] == [
        True
    ] * 4
    assert result.summary["failures"] == 0


@pytest.mark.parametrize("config", CONFIGS)
async def test_posts_of_two_weeks_are_all_there_and_none_comes_twice(
    rehearsal: Rehearsal, config: str
) -> None:
    """Five posts a Wednesday, four on any other day; 2026-11-23 is a Monday."""
    days = await rehearsal.run(
        "2026-12-07 00:00", config=ROOT / config, since=moment("2026-11-23 00:00")
    )
    texts = [line["text"] for line in days.of("daily") if line["group"] == "g1"]
    assert len(texts) == 14 * 4 + 2
    assert len(set(texts)) == len(texts)
    assert all("07:30" <= line["at"][11:16] < "22:30" for line in days.of("daily"))


@pytest.mark.parametrize("config", CONFIGS)
def test_questions_of_the_faq_find_their_own_entry(config: str) -> None:
    (faq,) = (p for p in load_deployment(ROOT / config).library.all if isinstance(p, Faq))
    assert faq.likeness is not None
    for entry in faq.entries:
        for question in entry.ask:
            best = faq.likeness.rank(question)[0]
            assert (best.entry, best.confidence >= faq.answer_at) == (entry.id, True), question


def test_commands_of_the_readme_are_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for readme in ("README.md", "README.zh.md"):
        commands = re.findall(r"^make (\w+)", (ROOT / readme).read_text("utf-8"), re.MULTILINE)
        assert commands == ["demo", "run", "test"]
        assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in commands)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (document.parent / target.partition("#")[0]).exists(), target


def test_every_option_is_in_the_reference() -> None:
    for name in ("docs/playbooks.md", "docs/playbooks.zh.md"):
        sections = re.split(r"^## ", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)
        assert [key for key in Playbook.model_fields if f"`{key}`" not in sections[1]] == []
        for kind, model in KINDS.items():
            (section,) = (text for text in sections if text.startswith(kind))
            own = model.model_fields.keys() - Playbook.model_fields.keys()
            written = {model.model_fields[field].alias or field for field in own}
            assert [key for key in sorted(written) if f"`{key}`" not in section] == []
