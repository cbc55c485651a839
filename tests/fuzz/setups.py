"""What operators write: config.yaml and playbooks of every kind."""

from datetime import UTC, date, datetime

from bot.channels import CHANNELS
from bot.config.file import load_config, read_config
from bot.deployment import Deployment
from bot.domain.speech import Speech
from bot.errors import InputWrong, Mistake
from bot.events import MessageReceived, Person
from bot.handling.heard import hear
from bot.handling.router import Plans
from bot.playbooks.load import read_playbooks
from bot.reading.files import Files
from bot.reading.places import Places
from bot.setup.loading import load_deployment
from handlers import CHECKS, KINDS, ROUTERS
from tests.fuzz.scratch import FOLDER
from tests.fuzz.target import Target, assert_readable, samples, words

CONFIG = """\
groups:
  g1: {name: 晨读群, tags: [reading]}
  g2: {name: 周末群}
admins: [boss]
"""
_HOME = FOLDER / "setup"
(_HOME / "sop").mkdir(parents=True)
(_HOME / "templates").mkdir()
CONFIG_FILE = _HOME / "config.yaml"
CONFIG_FILE.write_text(CONFIG, encoding="utf-8")
_PLAYBOOK = _HOME / "sop" / "p.yaml"
_OTHER = _HOME / "other.yaml"
_MODELS = {name: channel.settings for name, channel in CHANNELS.items()}
_SOUND = load_config(CONFIG_FILE)
_SPEECH = Speech(dict[str, str]().get)
"""What was compiled once is not compiled again: most texts of two inputs are the same."""
_AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
_TEXTS = ("打卡 第3天", "发票怎么开？", "1", "/状态", "加微信 abc123", "@小助手 你好")


def attack_config(data: bytes) -> None:
    """config.yaml is read, or every mistake in it has a place."""
    text = data.decode(errors="replace")
    config, mistakes = read_config(_OTHER, _MODELS, "en", Files({_OTHER: text}))
    _assert_told(mistakes, text)
    if not mistakes:
        assert config.zone
        assert config.database_url
        for group in ("g1", "", *list(config.groups)[:3]):
            assert config.channel_of(group) in config.channels
            assert config.role_of("u1", group)
            config.on_duty(group)


def attack_playbooks(data: bytes) -> None:
    """Playbooks that are accepted can be lived by; in others every mistake has a place."""
    text = data.decode(errors="replace")
    files = Files({_PLAYBOOK: text})
    config = _SOUND.model_copy()
    config.placed(_HOME, Places(str(CONFIG_FILE), 1), files)
    _, mistakes = read_playbooks(config.playbooks_folder, KINDS, config, _SPEECH, CHECKS, "en")
    _assert_told(mistakes, text)
    if mistakes:
        return
    try:
        _live(load_deployment(CONFIG_FILE, files, "en"))
    except InputWrong as wrong:
        _assert_told(wrong.mistakes, text)


def _live(deployment: Deployment) -> None:
    """Plan days and hear messages by a set-up."""
    plans = Plans(ROUTERS, deployment)
    for group in ("g1", "g2", ""):
        for day in (date(2026, 11, 23), date(2028, 2, 29)):
            for playbook, moment in plans.agenda(group, day):
                assert playbook
                assert moment.due <= moment.until
        for text in _TEXTS:
            event = MessageReceived(
                id="m1", at=_AT, group=group, member=Person("u1", "王姐"), text=text
            )
            heard = hear(event, deployment.config.bot.names)
            for _, matcher in plans.of(group).matchers:
                found = matcher.consider(heard)
                assert found or matcher.explain(heard) is not None


def _assert_told(mistakes: "list[Mistake] | tuple[Mistake, ...]", text: str) -> None:
    lines = len(text.splitlines()) + text.count("\r") + 1
    for mistake in mistakes:
        assert 0 <= mistake.place.line <= max(lines, 5)
        assert mistake.why
        assert_readable(str(mistake), 3_000)


_WORDS = words(
    "kind: id: say: groups: enabled: extends: match: posts: entries: options: slots: at: on: when:"
    " every: approve: template: parts: image: file: tag: tags: from: to: festival: title: rules:"
    " milestones: remind: settle: day_ends: makeup: leave: points: evidence: regex: any: all: ask:"
    " answer: threshold: words: act: welcome checkin faq guard library poll posts report"
    " engagement g1 reading everyday weekdays 春节 2026-12-24 08:00 07:30-08:30 60s 1d {{ name }}"
    ' {{ streak }} @ {% if %} null true false -1 0 1e9 99999999999999999999 "" [] {} "*" ~'
)
_BREAKS = (b"\n", b"\n  ", b"\n    ", b"\n- ", b"\n  - ", b"\n---\n", b": ", b", ")
_CONFIG_WORDS = words(
    "timezone: database: playbooks: templates: channel: channels: bot: owners: admins: operators:"
    " duty: groups: quiet_hours: retention: engine: web: language: font: seed: type: texts: 180d"
    " batch: synchronous: full port: users: password: env:X file:x member: names: mouth: console"
    " wecom_bot wecom_webhook wecom_customer wechaty replay sqlite+aiosqlite:///x.db"
    " postgresql+asyncpg://u:p@h/d Asia/Shanghai ../x 0 -1 1e9 null true []"
)
PLAYBOOKS = Target(
    "playbooks",
    attack_playbooks,
    samples("sop/*.yaml", "examples/english/sop/*.yaml"),
    (*_WORDS, *_BREAKS, *(kind.encode() for kind in KINDS)),
    seconds=2,
)
CONFIGS = Target(
    "config",
    attack_config,
    (CONFIG.encode(), *samples("config.yaml", "examples/english/config.yaml")),
    (*_CONFIG_WORDS, *_BREAKS),
)
