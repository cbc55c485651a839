"""What a brief says where the operator wrote no text for it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.domain.dates import said_date, said_weekday
from bot.domain.speech import Trusted
from bot.domain.template_faults import Language
from handlers.report.days import Every, Period

TEXT: Mapping[Language, str] = {
    "zh": """
📋 {{ title }}
{{ groups }}
{% if numbers and against %}
▲▼ 依次{{ against|join("、") }}
{% endif %}
{% for one in numbers %}
{{ one.label }} {{ one.value }}
{%- if one.before or one.week %}　{{ one.before or "–" }}
{%- if against|length > 1 %} {{ one.week or "–" }}{% endif %}{% endif %}

{% endfor %}
{% if slots %}

⏰ 各时段发的内容
{% endif %}
{% for slot in slots %}
{{ slot.name }}：
{%- for one in slot.drawn %}{{ one.label }} {{ one.value }}
{%- if one.usual %}（平时 {{ one.usual }}）{% endif %}{% if not loop.last %}，{% endif %}
{% endfor %}

{% endfor %}
{% if standouts %}

{% endif %}
{% for one in standouts %}
👏 {{ one.label }}：
{%- for found in one.members %}{{ found.member }} {{ found.value }}
{%- if not loop.last %}、{% endif %}
{% endfor %}

{% endfor %}
{% if troubles %}

⚠️ 要留意：
{%- for one in troubles %}{{ one.label }} {{ one.count }}{% if not loop.last %}，{% endif %}
{% endfor %}

{% elif watched %}

✅ 没有要留意的
{% endif %}
""",
    "en": """
📋 {{ title }}
{{ groups }}
{% if numbers and against %}
▲▼ {{ against|join(", then ") }}
{% endif %}
{% for one in numbers %}
{{ one.label }} {{ one.value }}
{%- if one.before or one.week %}  {{ one.before or "–" }}
{%- if against|length > 1 %} {{ one.week or "–" }}{% endif %}{% endif %}

{% endfor %}
{% if slots %}

⏰ What the posts drew
{% endif %}
{% for slot in slots %}
{{ slot.name }}:
{%- for one in slot.drawn %} {{ one.label|lower }} {{ one.value }}
{%- if one.usual %} (usually {{ one.usual }}){% endif %}{% if not loop.last %},{% endif %}
{% endfor %}

{% endfor %}
{% if standouts %}

{% endif %}
{% for one in standouts %}
👏 {{ one.label }}:
{%- for found in one.members %} {{ found.member }} {{ found.value }}
{%- if not loop.last %},{% endif %}
{% endfor %}

{% endfor %}
{% if troubles %}

⚠️ To look after:
{%- for one in troubles %} {{ one.label|lower }} {{ one.count }}{% if not loop.last %},{% endif %}
{% endfor %}

{% elif watched %}

✅ Nothing to look after
{% endif %}
""",
}
_TITLES: Mapping[Every, Mapping[Language, str]] = {
    "day": {"zh": "日报", "en": "Brief of"},
    "week": {"zh": "周报", "en": "Brief of the week"},
    "month": {"zh": "月报", "en": "Brief of the month"},
}
_WEEK = timedelta(days=7)
_FEW = 3
"""So many groups are named."""


def title(every: Every, days: Period, language: Language) -> Trusted:
    """Name a brief and its days: `日报 11月22日 星期日`."""
    return Trusted(f"{_TITLES[every][language]} {said_days(days, language)}")


def said_days(days: Period, language: Language) -> Trusted:
    """Write `11月22日 星期日`, or `11月16日 – 11月22日`."""
    first, last = days
    if first == last:
        date, weekday = said_date(last, language), said_weekday(last, language)
        return Trusted(f"{date} {weekday}" if language == "zh" else f"{weekday}, {date}")
    return Trusted(f"{said_date(first, language)} – {said_date(last, language)}")


def against(days: Period, language: Language) -> list[Trusted]:
    """Say what the numbers are compared with: one thing for a week and more, two for less."""
    length = len(days.days)
    chinese = language == "zh"
    if length >= _WEEK.days:
        return [Trusted(f"比前 {length} 天" if chinese else f"the {length} days before")]
    weekday = said_weekday(days.last, language)
    if chinese:
        return [Trusted("比前一天"), Trusted(f"比上{weekday}")]
    return [Trusted("the day before"), Trusted(f"last {weekday}")]


def said_groups(names: Sequence[str], language: Language) -> str:
    """Name a few groups, and count them where there are more: people's words."""
    joined = ("、" if language == "zh" else ", ").join(names[:_FEW])
    if len(names) <= _FEW:
        return joined
    return f"{joined} 等 {len(names)} 个群" if language == "zh" else f"{joined} … ({len(names)})"
