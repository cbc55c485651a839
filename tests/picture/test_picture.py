"""A picture: every letter on it is really there, and its bars are as long as their numbers."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageFont

from bot.domain.dates import said_weekday
from bot.metrics import METRICS
from bot.picture.content import Bar, Chart, Grid, Passage, Picture, Tile
from bot.picture.drawing import WIDTH, draw
from bot.picture.fonts import Font, find_font
from bot.picture.wrapping import cut, wrapped
from handlers.report.poster import WORDS

BRIGHT = (31, 111, 235)


@pytest.fixture(scope="module")
def font() -> Font:
    found = find_font()
    assert found is not None, "the font that is installed with the bot"
    return found


def pixels(drawn: bytes) -> Image.Image:
    return Image.open(BytesIO(drawn)).convert("RGB")


def bright_columns(image: Image.Image) -> list[int]:
    """How high the bright pixels stand in each column where there are any."""
    colour = [image.getpixel((x, y)) == BRIGHT for x in range(WIDTH) for y in range(image.height)]
    columns = [sum(colour[x * image.height : (x + 1) * image.height]) for x in range(WIDTH)]
    return [high for high in columns if high]


def test_all_that_the_bot_writes_on_it_has_glyphs(font: Font) -> None:
    """A glyph that is missing would be the one of a character that no font has."""
    words = [word for metric in METRICS for word in metric.words.values()]
    words += [word for language in WORDS.values() for word in language.values()]
    words += [said_weekday(day, "zh") for day in (date(2026, 11, n) for n in range(1, 8))]
    words.append("0123456789,.%▲▼＝–：、（）月日 早间轻互动干货小课堂生活分享局福利大派送")
    letters = ImageFont.truetype(font.path, 48, index=font.index)
    missing = letters.getmask("\U0010fffe")
    for character in set("".join(words)) - {" "}:
        mask = letters.getmask(character)
        assert mask.getbbox() is not None, character
        assert (mask.size, bytes(mask)) != (missing.size, bytes(missing)), character


def test_what_has_no_glyph_is_left_out_of_names(font: Font) -> None:
    assert font.shown("小\U0001f338李") == "小李"
    assert font.shown("王\u200d姐\ufe0f \U0001f468\u200d\U0001f469\u200d\U0001f467") == "王姐 …"
    assert font.shown("王姐\U0001f338：\U0001f338 42，\U0001f338、小李") == "王姐：… 42，…、小李"
    assert font.shown("\U0001f338\U0001f338") == "…"
    assert font.shown("") == ""
    assert font.shown("囍 Ünï ①") == "囍 Ünï ①"


def test_a_name_of_emoji_draws_the_same_as_an_ellipsis(font: Font) -> None:
    """What is on the paper, not what was asked for: no box is left where an emoji was."""
    drawn = [
        draw(Picture(title="早报", subtitle="", passages=(Passage("夸", (f"{name} 3",)),)), font)
        for name in ("\U0001f338", "…")
    ]
    assert drawn[0] == drawn[1]


def test_bars_are_as_long_as_their_numbers(font: Font) -> None:
    def highest(value: int) -> int:
        bars = (Bar("11-21", 40), Bar("11-22", value))
        picture = Picture(title="早报", subtitle="", charts=(Chart("消息", bars),))
        return max(bright_columns(pixels(draw(picture, font))))

    assert highest(40) == pytest.approx(4 * highest(10), rel=0.05)
    assert highest(20) == pytest.approx(2 * highest(10), rel=0.05)


def test_a_month_of_bars_fits_without_numbers_on_one_another(font: Font) -> None:
    bars = tuple(Bar(f"{day:02}", 1_000 + day) for day in range(1, 32))
    picture = Picture(title="月报", subtitle="", charts=(Chart("消息", bars, 31),))
    columns = bright_columns(pixels(draw(picture, font)))
    assert len(columns) < WIDTH * 0.8, "there is room between the bars"


def test_it_is_as_wide_as_a_phone_and_as_high_as_it_takes_and_always_the_same(font: Font) -> None:
    picture = Picture(
        title="☀\ufe0f 日报",
        subtitle="晨读群",
        tiles=(Tile("消息", "1,286", ("▲12 比前一天", "▼3 比上星期日")),) * 4,
        grids=(Grid("各时段", ("时段", "参与"), (("早间轻互动", "8"),)),),
    )
    more = picture.model_copy(update={"passages": (Passage("要留意", ("待办 3",)),)})
    first, second = draw(picture, font), draw(picture, font)
    assert first == second
    assert pixels(first).width == WIDTH
    assert pixels(draw(more, font)).height > pixels(first).height
    assert len(first) < 150_000


def test_content_is_the_same_after_it_was_kept_as_json() -> None:
    picture = Picture(
        title="早报", subtitle="g", tiles=(Tile("消息", "1"),), charts=(Chart("c", (Bar("a", 2),)),)
    )
    assert Picture.model_validate_json(picture.model_dump_json()) == picture


def test_long_texts_are_cut_or_broken(font: Font) -> None:
    assert cut(font, "很长很长很长很长的群名", 30, 150).endswith("…")
    assert cut(font, "短", 30, 150) == "短"
    lines = wrapped(font, "今天大家都很热情，一共说了一百二十八句话。", 30, 300)
    assert "".join(lines) == "今天大家都很热情，一共说了一百二十八句话。"
    assert len(lines) > 1
    assert not any(line.startswith(("，", "。")) for line in lines)
    assert all(" " not in word for line in wrapped(font, "two words", 30, 80) for word in [line])


def test_a_file_without_chinese_letters_is_no_font(tmp_path: Path) -> None:
    latin = tmp_path / "latin.ttf"
    built_in = ImageFont.load_default(20)
    assert isinstance(built_in, ImageFont.FreeTypeFont)
    latin.write_bytes(built_in.font_bytes)
    (tmp_path / "note.txt").write_text("no font", encoding="utf-8")
    assert find_font(latin) is None
    assert find_font(tmp_path / "note.txt") is None
    assert find_font(tmp_path / "nothing.otf") is None


def test_a_font_may_be_named(font: Font) -> None:
    assert find_font(Path(font.path)) == font
