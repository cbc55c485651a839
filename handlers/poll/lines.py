"""What a poll says by itself, where the playbook has no words of its own for it."""

from bot.handling.context import Line

ASK: Line = {
    "zh": "{% if quiz %}🧩{% else %}📊{% endif %} {{ question }}\n"
    "{% for option in options %}{{ loop.index }}. {{ option }}\n{% endfor %}"
    "{% if buttons %}点按钮{% else %}回复序号{% endif %}就行"
    "{% if multiple %}，可以选几个{% if not buttons %}，如 1 2{% endif %}{% endif %}"
    "；{{ closes }}截止"
    "{% if points %}，答对 +{{ points }} 分{% endif %}。",
    "en": "{% if quiz %}🧩{% else %}📊{% endif %} {{ question }}\n"
    "{% for option in options %}{{ loop.index }}. {{ option }}\n{% endfor %}"
    "{% if buttons %}Click{% else %}Reply with the number{% endif %}"
    "{% if multiple %}, one or several{% if not buttons %} (1 2){% endif %},{% endif %}"
    " until {{ closes }}"
    "{% if points %}; right is +{{ points }} points{% endif %}.",
}
RESULT: Line = {
    "zh": "{% if quiz %}🧩{% else %}📊{% endif %} “{{ question }}”{{ voters }} 人"
    "{% if quiz %}作答{% else %}投票{% endif %}：\n"
    "{% for one in options %}{% if one.right %}✅ {% endif %}{{ loop.index }}. {{ one.text }}："
    "{{ one.votes }} 票，{{ one.share }}%\n{% endfor %}"
    "{% if quiz %}{% if right %}答对 {{ right }} 人"
    "{% if points %}，各 +{{ points }} 分{% endif %}，最先答对的：{{ first }}"
    "{% else %}这次没有人答对，下次再来～{% endif %}{% endif %}",
    "en": "{% if quiz %}🧩{% else %}📊{% endif %} “{{ question }}”, {{ voters }} "
    "{% if quiz %}answers{% else %}voted{% endif %}:\n"
    "{% for one in options %}{% if one.right %}✅ {% endif %}{{ loop.index }}. {{ one.text }}: "
    "{{ one.votes }}, {{ one.share }}%\n{% endfor %}"
    "{% if quiz %}{% if right %}{{ right }} right"
    "{% if points %}, +{{ points }} points each{% endif %}; the first: {{ first }}"
    "{% else %}Nobody was right this time.{% endif %}{% endif %}",
}
VOTED: Line = {
    "zh": "{{ name }}，记下了：{{ chosen }}",
    "en": "{{ name }}, noted: {{ chosen }}",
}
CLOSED: Line = {
    "zh": "{{ name }}，“{{ question }}”已经截止啦，下次早点来～",
    "en": "{{ name }}, “{{ question }}” is closed. See you next time!",
}
EARNED = {"zh": "答对：{}", "en": "right: {}"}
