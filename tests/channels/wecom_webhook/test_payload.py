"""What a robot is told to post: mentions, byte limits, headings with links."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom_webhook import payload
from bot.channels.wecom_webhook.articles import Article, articles
from bot.channels.wecom_webhook.settings import TEXT_BYTES, Format
from bot.outbox.action import Refused
from tests.channels.wecom_webhook.endpoint import Endpoint

FORMATS: tuple[Format, ...] = ("text", "markdown", "markdown_v2")


def posted(words: str, format: Format = "text", *people: tuple[str, str]) -> dict[str, Any]:
    """Return the body of a text, after the platform's own look at it."""
    told = payload.text(words, format, people)
    Endpoint(set())._look("", told)
    return dict(told[format])


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_a_mention_takes_the_place_of_the_name(format: Format) -> None:
    words = "欢迎 @王姐 @小李子，还有 @小李 ！"
    people = (("wang", "王姐"), ("lizi", "小李子"), ("li", "小李"))
    body = {"content": "欢迎 <@wang> <@lizi>，还有 <@li> ！"}
    assert posted(words, format, *people) == body


def test_two_of_one_name_and_a_name_of_signs_are_mentioned_in_turn() -> None:
    people = (("a", "甲.*"), ("b", "甲.*"), ("c", "所有人 "))
    assert posted("@甲.* @甲.* ＠所有人 ！", "text", *people) == {"content": "<@a> <@b> <@c>！"}


def test_a_name_within_a_longer_one_is_not_taken_for_it() -> None:
    body = posted("@小李子 是店长。欢迎 @小李", "text", ("li", "小李"))
    assert body == {"content": "@小李子 是店长。欢迎 <@li>"}


def test_a_mention_may_be_followed_by_any_sign() -> None:
    assert posted("@小李_早", "text", ("li", "小李")) == {"content": "<@li>_早"}


def test_markdown_v2_names_and_mentions_nobody() -> None:
    assert posted("@王姐 早", "markdown_v2", ("wang", "王姐")) == {"content": "@王姐 早"}


@pytest.mark.parametrize("format", FORMATS)
def test_only_a_template_mentions(format: Format) -> None:
    assert posted("<@all> <@u2> 早", format) == {"content": "<＠all> <＠u2> 早"}


@pytest.mark.parametrize("id", ["u2> <@all", "王姐", "", "x" * 65])
def test_an_id_that_is_no_user_id_is_not_written_as_one(id: str) -> None:
    assert posted("@王姐 早", "text", (id, "王姐")) == {"content": "@王姐 早"}


def test_where_ids_leave_no_room_they_are_listed_or_dropped() -> None:
    id = "x" * 64
    full = "@甲 " + "读" * 681
    assert len(full.encode()) == 2048
    assert posted(full, "text", (id, "甲")) == {"content": full, "mentioned_list": [id]}
    longer = full + "读" * 682 + "ab"
    assert len(longer.encode()) == 4096
    assert posted(longer, "markdown", (id, "甲")) == {"content": longer}


def test_who_is_not_named_in_a_part_of_a_text_is_not_called_by_it() -> None:
    full = "读" * 682
    assert posted(full, "text", ("x" * 64, "甲")) == {"content": full}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("last", ["读", "😀", "👨‍👩‍👧‍👦", "🇨🇳", "e\u0301"])
def test_a_text_too_long_ends_before_a_whole_character(format: Format, last: str) -> None:
    limit = TEXT_BYTES[format]
    for spare in range(len(last.encode()) + 3):
        start = "a" * (limit - spare)
        content = posted(start + last, format)["content"]
        if len((start + last).encode()) <= limit:
            assert content == start + last
        else:
            assert content.rstrip("…") == ("a" * (limit - 3))[: len(start)]
            assert content.endswith("…")


@given(st.text(min_size=1, max_size=2000).filter(str.strip), st.sampled_from(FORMATS))
def test_the_platform_takes_every_text(words: str, format: Format) -> None:
    posted(words, format, ("a", "甲"), ("b", words[:3]))


def test_an_image_goes_with_its_checksum() -> None:
    told = payload.image(b"\x89PNG\r\n\x1a\n1234")
    assert told["image"] == {
        "base64": "iVBORw0KGgoxMjM0",
        "md5": "b417c515fb0debe72d55d3f4d48b03f7",
    }
    Endpoint(set())._look("", told)


@pytest.mark.parametrize(
    ("data", "why"), [(b"GIF89a", "JPG or PNG"), (b"\xff\xd8\xff" + b"0" * 2**21, "at most")]
)
def test_an_image_that_would_not_be_shown_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        payload.image(data)


BOOKS = """三体读书会
周六晚八点，线上见
https://example.com/a.jpg
https://example.com/1

活着
https://example.com/2
"""


def test_paragraphs_of_a_heading_and_a_link_are_articles() -> None:
    first = Article(
        "三体读书会", "https://example.com/1", "周六晚八点，线上见", "https://example.com/a.jpg"
    )
    assert articles(BOOKS) == [first, Article("活着", "https://example.com/2")]
    told = payload.news(articles(BOOKS))
    Endpoint(set())._look("", told)
    assert told["news"]["articles"] == [
        {
            "title": "三体读书会",
            "description": "周六晚八点，线上见",
            "url": "https://example.com/1",
            "picurl": "https://example.com/a.jpg",
        },
        {"title": "活着", "url": "https://example.com/2"},
    ]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "只有标题",
        "https://example.com/1",
        "https://example.com/1\nhttps://example.com/2",
        "标题\n看这里 https://example.com/1",
        "标题\nhttps://example.com/1\n后面还有话",
        "标题\nhttps://example.com/1\n\n没有链接的一段",
        "读" * 43 + "\nhttps://example.com/1",
        "标题\n" + "读" * 171 + "\nhttps://example.com/1",
        "\n\n".join(["标题\nhttps://example.com/1"] * 9),
    ],
)
def test_anything_else_is_a_text_like_others(words: str) -> None:
    assert articles(words) == []


def test_a_card_opens_its_link_and_shows_a_picture_if_it_has_one() -> None:
    plain = payload.card(Article("活着", "https://example.com/2", "今晚八点"))
    assert plain["template_card"] == {
        "card_type": "text_notice",
        "main_title": {"title": "活着"},
        "sub_title_text": "今晚八点",
        "card_action": {"type": 1, "url": "https://example.com/2"},
    }
    pictured = payload.card(articles(BOOKS)[0])
    assert pictured["template_card"] == {
        "card_type": "news_notice",
        "main_title": {"title": "三体读书会", "desc": "周六晚八点，线上见"},
        "card_image": {"url": "https://example.com/a.jpg"},
        "card_action": {"type": 1, "url": "https://example.com/1"},
    }
    for told in (plain, pictured):
        Endpoint(set())._look("", told)


def test_a_card_holds_what_it_shows() -> None:
    link, picture = "https://example.com/2", "https://example.com/a.jpg"
    assert Article("读" * 26, link, "读" * 112).fits_card
    assert not Article("读" * 27, link).fits_card
    assert not Article("活着", link, "读" * 113).fits_card
    assert not Article("活着", link, "读" * 31, picture).fits_card
