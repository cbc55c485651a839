"""What people and operators write is shown as they wrote it, by a real renderer of markdown."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.channels.wecom_bot.plain import as_written

RENDERER = MarkdownIt("gfm-like", {"linkify": False})
_TWINS = str.maketrans("＊｀～＜＿", "*`~<_", "\u200b")
_PLAIN = {"paragraph_open", "paragraph_close", "inline", "text", "softbreak", "hardbreak"}
_LISTS = {
    f"{kind}_{end}"
    for kind in ("bullet_list", "ordered_list", "list_item")
    for end in ("open", "close")
}


def tokens(text: str) -> list[Token]:
    blocks = RENDERER.parse(text)
    return [*blocks, *(token for block in blocks for token in block.children or ())]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[点我](https://x.cn)", "[点我]\u200b(https://x.cn)"),
        ("![图](https://x.cn/a.png)", "![图]\u200b(https://x.cn/a.png)"),
        ("**王姐**", "＊＊王姐＊＊"),
        ("_斜_ 和 __粗__", "＿斜＿ 和 ＿＿粗＿＿"),
        ("`代码`", "｀代码｀"),
        ("好的~ 明天见~", "好的～ 明天见～"),
        ("<think>藏起来</think>", "＜think>藏起来＜/think>"),
        ('<font color="info">绿</font>', '＜font color="info">绿＜/font>'),
        ("# 不是标题", "\u200b# 不是标题"),
        ("#21天阅读#", "\u200b#21天阅读#"),
        ("> 不是引用", "\u200b> 不是引用"),
        ("标题？\n---", "标题？\n\u200b---"),
        ("a | b\n--|--\n1 | 2", "a | b\n\u200b--|--\n1 | 2"),
        ("    缩进", "\u200b    缩进"),
        ("&lt;think&gt;", "&\u200blt;think&\u200bgt;"),
        (r"¯\_(ツ)_/¯", "¯\\＿(ツ)＿/¯"),
    ],
)
def test_markup_takes_no_effect(written: str, said: str) -> None:
    assert as_written(written) == said
    assert {token.type for token in tokens(said)} <= _PLAIN


@pytest.mark.parametrize(
    "text",
    [
        "早上好！今天读第 3 章（约 20 分钟）。",
        "https://x.cn/a_b_c/?q=1&b=2#top https://x.cn/~li/",
        "1. 打卡\n2. 分享\n- 一\n- 二",
        "3 < 5, 5 > 3, a - b = c",
        "*️⃣ 😀 👩‍👩‍👧 ①",
        "邮箱 a_b@x.cn，群号 123-456",
        "/帮助 /rank week",
    ],
)
def test_what_is_no_markup_stays(text: str) -> None:
    assert as_written(text) == text


PIECES = st.sampled_from(
    [*"*_`~<>[]()!#|-=+\\&;:/ \n\t1a王.，😀", "](", "<b>", "&amp;", "---", "    "]
)


@given(st.lists(PIECES, max_size=30).map("".join))
@example("a\n=")
@example("a\n- ")
@example("    +    ")
@example("- 1) # 一")
@example("+\t> 一")
@example("-      一")
@example("[a]: b\n\n[a]")
def test_no_text_becomes_anything_but_text_and_lists(written: str) -> None:
    said = as_written(written)
    assert {token.type for token in tokens(said)} <= _PLAIN | _LISTS


@given(st.text())
def test_nothing_is_lost(written: str) -> None:
    said = as_written(written)
    assert said.translate(_TWINS) == written.translate(_TWINS)
