"""However YAML lets an address be written: its password is not shown, and kept when it is saved."""

import pytest
import yaml

from bot.setup.masking import masked, unmasked

PASSWORD = "geheim-77"
REST = "db.example/zhiban"
URL = f"postgresql+asyncpg://zhiban:{PASSWORD}@{REST}"
WRITTEN = [
    f"database: {URL}",
    f"database: postgresql+asyncpg://zhiban@{REST}?ssl=1&password={PASSWORD}",
    f"database: postgresql+asyncpg://zhiban@{REST}?p%61ssword={PASSWORD}",
    f"database: postgresql+asyncpg://zhiban:a%40{PASSWORD}@{REST}?password={PASSWORD}",
    f"database: >-\n  {URL}",
    f"database:\n  {URL}  # {PASSWORD}",
    f'"database": {URL}\n# before: {PASSWORD}',
    f'"data\\x62ase": {URL}',
    f"? database\n: {URL}",
    f"database: &db {URL}\nx: *db",
    f"x: &db {URL}\ndatabase: *db",
    f"x: &db {URL}\ndatabase: *db\ndatabase: *db",
    f"database: {URL.replace('77', '%377')}  # {PASSWORD}",
    f"x: [{{a: 1}}]\ndatabase: '{URL}'\ny: 你好",
    'database: "' + URL.replace("zhiban:", "zhiban\\x3a") + '"',
    'database: &db "' + URL.replace("geheim", "g\\u0065heim") + '"\nx: *db',
    f"database: sqlite+aiosqlite:///a.db\n---\ndatabase: {URL}",
]


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize(
    ("begin", "end"), [("", "\n"), ("\ufeff", "\n"), ("# 你好 😀\r\n", "\r\n")]
)
def test_no_way_to_write_it_shows_the_password(written: str, begin: str, end: str) -> None:
    text = begin + written.replace("\n", end) + end
    shown = masked(text)
    assert PASSWORD not in shown
    assert REST in shown
    assert masked(shown) == shown
    assert unmasked(shown, text) == text
    edited = shown.replace("\r\n", "\n").replace("db.example", "db2.example") + "---\nnew: 1\n"
    whole = list(yaml.safe_load_all(text))
    for before, after in zip(whole, yaml.safe_load_all(unmasked(edited, text)), strict=False):
        assert str(before).replace("db.example", "db2.example") == str(after)


def test_in_the_middle_of_an_escape_over_two_lines_it_is_not_shown_either() -> None:
    text = 'database: "' + URL.replace("-77", "\\\n  -77") + '"\nlanguage: zh\n'
    shown = masked(text)
    assert shown == f'database: "{URL.replace(PASSWORD, "***")}"\nlanguage: zh\n'
    assert yaml.safe_load(unmasked(shown, text)) == yaml.safe_load(text)


@pytest.mark.parametrize("key", ["database", '"database"', '"data\\x62ase"', "{database"])
def test_of_what_is_no_yaml_the_lines_around_it_are_hidden(key: str) -> None:
    text = f"language: zh\n{key}: >-\n\n  {URL}\nx: [\n"
    shown = masked(text)
    assert PASSWORD not in shown
    assert shown.startswith("language: zh\n")
    assert shown.endswith("\nx: [\n")
    assert unmasked(shown.replace("x: [", "x: []"), text) == text.replace("x: [", "x: []")


def test_while_what_is_edited_is_no_yaml_the_password_is_kept() -> None:
    text = f"database: {URL}\n"
    edited = masked(text).replace("example", "other") + "x: [\n"
    assert unmasked(edited, text) == text.replace("example", "other") + "x: [\n"


@pytest.mark.parametrize(
    "text",
    [
        "database: sqlite+aiosqlite:///data/zhiban.db\nname: '***'\n",
        "{% if x %}our database: http://u:geheim-77@a/{% endif %}\n",
        'ask: what is a database?\nsay: "\\x41 https://a.example"\n',
        "say: [a database\n",
    ],
)
def test_what_has_no_such_address_is_shown_as_it_is(text: str) -> None:
    assert masked(text) == text
    assert unmasked(text, text) == text


def test_a_password_that_is_also_a_name_hides_no_other_word() -> None:
    text = "database: postgresql+asyncpg://zhiban:zhiban@h/zhiban\nbot: {name: zhiban}\n"
    shown = masked(text)
    assert shown == text.replace(":zhiban@", ":***@")
    assert unmasked(shown, text) == text
