"""Every sentence that tells an operator what is wrong in a file, in English and in Chinese."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Literal

from bot.reading.places import visible

Language = Literal["en", "zh"]

_MANY = 30  # more choices than this are not listed: the nearest one says enough

SENTENCES: Mapping[str, tuple[str, str]] = {
    # files
    "not_found": ("not found", "文件不存在"),
    "no_folder": ("no folder '{folder}' is there", "没有 '{folder}' 这个文件夹"),
    "restart": (
        "other settings of channels need a restart",
        "渠道的设置改了，要重新启动才能生效",
    ),
    "masked": (
        "*** hides the database's password, which a changed line does not get back: write it",
        "*** 是数据库密码的遮盖，改过的这一行填不回去：请写上密码，或者让这一行保持原样",
    ),
    "kept_back": (
        "{file} holds secrets or the database: it is not sent to anybody",
        "{file} 里有密钥或数据库，不能发给任何人",
    ),
    "unreadable": ("cannot be read: {problem}", "无法读取：{problem}"),
    "not_utf8": (
        "is not UTF-8 text: save the file as UTF-8",
        "不是 UTF-8 文本，请把文件另存为 UTF-8",
    ),
    "file_large": (
        "is larger than {limit} MB: split it into several files",
        "超过 {limit} MB，请拆成几个文件",
    ),
    # YAML
    "yaml": ("cannot be read as YAML: {problem}", "YAML 读不懂：{problem}"),
    "yaml_tab": ("a tab: indent with spaces", "用了 Tab 键，缩进请用空格"),
    "yaml_braces": ("put a text with {{{{ }}}} in quotes", "含有 {{{{ }}}} 的文字请加上引号"),
    "yaml_first": (
        "a text that begins with {character} must be in quotes",
        "以 {character} 开头的文字请加上引号",
    ),
    "yaml_colon": (
        "a second ': ' in this line, or a wrong indent: put the text in quotes",
        "这一行多了一个“: ”或缩进不对，请给文字加上引号",
    ),
    "yaml_above": (
        "does not fit the line above: check the indent, and that a colon there is ':' and a space",
        "和上一行接不上，请检查缩进，冒号要用半角“:”，后面加空格",
    ),
    "yaml_indent": (
        "not in line with what is above: check indent, colon and quotes",
        "和上面对不齐，请检查缩进、冒号和引号",
    ),
    "yaml_open": ("a quote that is never closed", "引号没有收尾"),
    "yaml_bracket": ("a bracket that is never closed", "括号没有收尾"),
    "yaml_control": ("an invisible control character", "有看不见的控制字符"),
    "yaml_alias": ("*{name} names no &{name} above it", "*{name} 前面没有 &{name}"),
    "yaml_cycle": ("&{name} contains itself", "&{name} 包含了它自己"),
    "yaml_bomb": ("too many values through * aliases", "* 引用展开后的内容太多"),
    "yaml_large": (
        "more than {limit} values: split it into several files",
        "内容超过 {limit} 项，请拆成几个文件",
    ),
    "yaml_deep": ("nested deeper than {limit} levels", "嵌套超过 {limit} 层"),
    "yaml_tag": ("tags such as {tag} are not known here", "这里不认识 {tag} 这样的标签"),
    "yaml_key": (
        "a key must be a plain text (if this is a text with {{{{ }}}}, put it in quotes)",
        "键只能是普通文字（如果这是含 {{{{ }}}} 的文字，请加上引号）",
    ),
    "yaml_twice": ("given twice: first in line {line}", "写了两次，第一次在第 {line} 行"),
    # values
    "missing": ("is missing", "缺少这一项"),
    "extra_forbidden": ("unknown key '{value}'", "不认识的键 '{value}'"),
    "text": ("must be text", "必须是文字"),
    "text_number": ("must be text: put it in quotes", "必须是文字，请加上引号"),
    "whole": ("must be a whole number", "必须是整数"),
    "number": ("must be a number", "必须是数字"),
    "yes_no": ("must be true or false", "必须是 true 或 false"),
    "list": ("must be a list", "必须是列表"),
    "mapping": ("must be a mapping (key: value)", "必须是“键: 值”"),
    "date": ("must be a date such as 2026-11-23", "必须是日期，例如 2026-11-23"),
    "choice": ("must be one of {choices}", "必须是其中之一：{choices}"),
    "greater_than": ("must be more than {gt}", "必须大于 {gt}"),
    "greater_than_equal": ("must be at least {ge}", "不能小于 {ge}"),
    "less_than": ("must be less than {lt}", "必须小于 {lt}"),
    "less_than_equal": ("must be at most {le}", "不能大于 {le}"),
    "string_too_short": ("must have {min_length} or more characters", "至少 {min_length} 个字"),
    "string_too_long": ("must have {max_length} or fewer characters", "最多 {max_length} 个字"),
    "empty": ("must not be empty", "不能为空"),
    "too_short": ("must have {min_length} or more entries", "至少 {min_length} 项"),
    "too_long": ("must have {max_length} or fewer entries", "最多 {max_length} 项"),
    "got": (", got {got}", "，实际是 {got}"),
    "or": (", or ", "，或者"),
    "nothing": ("nothing", "空"),
    "a_list": ("a list", "列表"),
    "a_mapping": ("a mapping", "键值"),
    # choices
    "meant": ("; did you mean '{guess}'?", "；是不是想写 '{guess}'？"),
    "known": (" (known: {known})", "（可用：{known}）"),
    # config.yaml
    "timezone": ("unknown time zone '{value}'", "没有 '{value}' 这个时区"),
    "console_owner": (
        "'{name}' is who comes by the printed token: choose another name",
        "'{name}' 是用打印出来的令牌登录的人，请换个名字",
    ),
    "database": ("must be a URL that begins with {drivers}", "数据库地址要以 {drivers} 开头"),
    "channel_twice": (
        "both 'channel' and 'channels' are given: keep one",
        "'channel' 和 'channels' 只能写一个",
    ),
    "replay_alone": (
        "a replay stands alone: take the other channels out, or the replay",
        "replay 只能单独使用：去掉其他渠道，或者去掉 replay",
    ),
    "account_twice": (
        "is the account of channel '{other}' already, and the platform lets one at a time be it",
        "和渠道 '{other}' 是同一个账号，平台同时只让一个在线",
    ),
    "one_document": ("a second document: there can be one only", "多了一份文档，只能有一份"),
    "channel": ("unknown channel '{value}'", "没有 '{value}' 这个渠道"),
    "no_private": (
        "'{channel}' cannot write to anybody in private: name a channel that can",
        "'{channel}' 不能私聊任何人：请换一个能私聊的渠道",
    ),
    "secret": (
        "a secret never stands here: put it into an environment variable and write env:NAME, "
        "or into a file and write file:path",
        "这里不能直接写密钥：请放进环境变量，写 env:变量名；或者放进文件，写 file:路径",
    ),
    "endpoint": (
        "must be host:port, such as 127.0.0.1:8788",
        "要写成 主机:端口，比如 127.0.0.1:8788",
    ),
    "web_address": (
        "must be an address that begins with https:// and has no ?",
        "必须是 https:// 开头的地址，不带 ? 后面的部分",
    ),
    "channel_type": ("unknown channel type '{value}'", "没有 '{value}' 这种渠道"),
    "font": ("is no font, or has no Chinese glyphs", "不是字体文件，或者里面没有汉字"),
    # playbooks
    "kind": ("unknown kind '{value}'", "没有 '{value}' 这种剧本"),
    "kind_changed": (
        "a variant keeps its parent's kind '{kind}'",
        "变体必须和原剧本同一种 kind：'{kind}'",
    ),
    "id_form": ("must not contain : / | or a line break", "不能含有 : / | 或换行"),
    "id_needed": (
        "only the first document of a file may do without an id",
        "同一个文件里，只有第一份可以不写 id",
    ),
    "id_taken": ("'{id}' is already taken at {place}", "'{id}' 在 {place} 已经用过"),
    "both_serve": (
        "serves {group} just as the variant at {place} does: one must be more specific",
        "和 {place} 的变体都管 {group}，必须有一个更具体",
    ),
    "parent": ("no playbook has the id '{value}'", "没有 id 是 '{value}' 的剧本"),
    "extends_cycle": ("extends itself by way of {chain}", "绕了一圈又继承自己：{chain}"),
    "own_groups": ("a variant needs its own groups", "变体要写明自己的 groups"),
    "group": ("unknown group '{value}'", "config.yaml 里没有 '{value}' 这个群"),
    "tag": ("no group has the tag '{value}'", "没有群带 '{value}' 这个标签"),
    "metric": ("unknown metric '{value}'", "没有 '{value}' 这个指标"),
    "slot": ("unknown slot '{value}'", "没有 '{value}' 这个时段"),
    "post": ("no post has the id '{value}'", "没有 id 是 '{value}' 的内容"),
    "groups_form": (
        'must be "*", a list of group ids, or {{tag: …}}',
        '必须是 "*"、群 id 的列表，或者 {{tag: …}}',
    ),
}


def sentence(name: str, language: Language, /, **values: object) -> str:
    """Return one sentence of the table, filled in."""
    english, chinese = SENTENCES[name]
    return (chinese if language == "zh" else english).format(**values)


def unknown(name: str, language: Language, value: object, known: Iterable[str]) -> str:
    """Say that a value is not among the known ones, with the nearest and, if few, all of them."""
    choices = list(dict.fromkeys(known))
    said = sentence(name, language, value=visible(value)) + meant(value, choices, language)
    few = 0 < len(choices) <= _MANY
    return said + (sentence("known", language, known=", ".join(choices)) if few else "")


def meant(value: object, choices: Iterable[str], language: Language) -> str:
    """Return "did you mean" with the choice nearest to a value, if one is near."""
    folded = {choice.casefold(): choice for choice in reversed(list(choices))}
    near = difflib.get_close_matches(str(value)[:100].casefold(), folded, n=1)
    return sentence("meant", language, guess=folded[near[0]]) if near else ""


def operator_language(environment: Mapping[str, str]) -> Language:
    """Return the language of the terminal: Chinese where its locale is, else English."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((environment[name] for name in names if environment.get(name)), "")
    return "zh" if locale.casefold().startswith("zh") else "en"
