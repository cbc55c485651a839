"""What is said about workbooks, in English and Chinese."""

from collections.abc import Mapping

from bot.reading.places import visible
from bot.reading.sentences import Language

_WORDS: Mapping[str, tuple[str, str]] = {
    # the file
    "not_found": ("not found", "文件不存在"),
    "no_workbook": (
        "is no Excel workbook (.xlsx): open it in Excel or WPS and save it as .xlsx",
        "不是 Excel 工作簿（.xlsx），请用 Excel 或 WPS 打开，另存为 .xlsx",
    ),
    "too_large": ("is larger than {limit} MB", "超过了 {limit} MB"),
    "bomb": (
        "unpacks to more than {limit} MB, or to far more than a workbook does: not opened",
        "解压后超过 {limit} MB，或者膨胀得不像正常的工作簿，没有打开",
    ),
    "entities": (
        "declares XML entities, as no spreadsheet program does: not opened",
        "里面有 XML 实体声明，正常的表格软件不会这样写，没有打开",
    ),
    "broken": ("cannot be read as a workbook: {problem}", "工作簿读不出来：{problem}"),
    "rows": (
        "has more than {limit} rows: split it",
        "超过 {limit} 行，请拆成几个文件",
    ),
    "headings": (
        "no row of headings: for a content calendar write date, slot, groups, text; "
        "for members write group, id or name, and points, streak, birthday or tags",
        "找不到表头：内容日历要有 日期、时段、群、文案；"
        "成员名单要有 群、成员ID 或 昵称，以及 积分、连续天数、生日、标签 中的几样",
    ),
    "lacking": ("the column '{column}' is missing", "缺少“{column}”这一列"),
    "heading_twice": ("two columns are headed '{column}'", "有两列都是“{column}”"),
    "passed_over": (
        "{sheet}: these columns are not taken: {columns}",
        "{sheet}：这些列没有用到：{columns}",
    ),
    "no_rows": ("no rows below the headings", "表头下面没有内容"),
    # cells
    "row": ("row {row} ({cell})", "第 {row} 行（{cell}）"),
    "empty": ("is empty", "没有填"),
    "uncached": (
        "is a formula whose result was not saved: open the workbook in Excel and save it",
        "是公式，但没有保存计算结果：请用 Excel 打开再保存一次",
    ),
    "formulas": (
        "too long a formula in too many cells: save it with values only",
        "太多格子用了太长的公式，请只保留数值另存一份",
    ),
    "error_value": ("the formula gives {value}", "公式的结果是 {value}"),
    "date": (
        "'{value}' is no date: write 2026-11-23 or 11月23日",
        "“{value}”不是日期，请写成 2026-11-23 或 11月23日",
    ),
    "slot": ("no slot is called '{value}'", "没有“{value}”这个时段"),
    "slots_known": (
        " (there are {known}; or a time such as 19:30, or a window such as 19:30-20:30)",
        "（可用：{known}；也可以写 19:30 这样的时刻，或 19:30-20:30 这样的时段）",
    ),
    "same_group": (
        "several groups are called '{value}': write the id, one of {ids}",
        "有几个群都叫“{value}”，请写群 id：{ids}",
    ),
    "group": ("no group or tag is called '{value}'", "没有“{value}”这个群，也没有这个标签"),
    "groups_known": (
        " (there are {known}; or 全部, all groups)",
        "（可用：{known}；所有的群写 全部）",
    ),
    "placeholder": (
        "{{{{ }}}} can only be {known}; {value} would go out as it stands",
        "{{{{ }}}} 里只能写 {known}；{value} 会原样发出去",
    ),
    "no_image": ("no file '{value}' in {folder}", "{folder} 里没有“{value}”这个文件"),
    "image_name": (
        "must be a file inside the folder of config.yaml, such as posters/1.png",
        "必须是 config.yaml 所在文件夹里的文件，例如 posters/1.png",
    ),
    "nothing_said": ("neither text, image nor tag", "文案、图片、标签都没有填"),
    "twice": ("the same as row {row}", "和第 {row} 行完全一样"),
    # rosters
    "number": ("'{value}' is no whole number", "“{value}”不是整数"),
    "many": ("'{value}' is more than {most}", "“{value}”超过了 {most}"),
    "negative": ("'{value}' is below zero", "“{value}”小于零"),
    "rounded": (
        "Excel has rounded this number: format the column as text and enter it again",
        "Excel 已经把这串数字四舍五入了：请把这一列设为文本，重新填一次",
    ),
    "birthday": (
        "'{value}' is no birthday: write 05-17 or 1990-05-17",
        "“{value}”不是生日，请写成 05-17 或 1990-05-17",
    ),
    "who": ("neither an id nor a name", "成员ID 和昵称都没有填"),
    "one_group": ("names more than one group", "只能写一个群"),
    "challenge": ("no challenge '{value}' in this group", "这个群没有“{value}”这个打卡"),
    "which_challenge": (
        "several challenges serve this group: add a column 'challenge' with one of {known}",
        "这个群有几个打卡，请加一列“打卡”，写明是哪一个：{known}",
    ),
    "no_challenge": (
        "no challenge serves this group, so that there is nothing a streak could be of",
        "这个群没有打卡，连续天数没有地方记",
    ),
    "streak_long": (
        "the challenge began on {start}: by {last} a streak has at most {most} days",
        "打卡从 {start} 开始，到 {last} 最多连续 {most} 天",
    ),
    "last_day": (
        "{last} is not a day of the challenge, or still to come",
        "{last} 不在打卡期内，或者还没到",
    ),
    # playbook files
    "taken": (
        "is there already and was not made by import: rename the workbook",
        "已经有了，而且不是导入生成的：请给工作簿换个名字",
    ),
}


def told(name: str, language: Language, /, **values: object) -> str:
    """Return one sentence of the table, filled in; a `value` may be anything somebody typed."""
    typed = {"value": visible(values["value"])} if "value" in values else {}
    return _WORDS[name][language == "zh"].format(**(values | typed))
