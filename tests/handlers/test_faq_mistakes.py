import pytest

from bot.errors import InputWrong
from tests.handlers.shops import NINE, faq
from tests.rehearsal import Rehearsal


@pytest.mark.parametrize(
    ("wrong", "line", "said"),
    [
        ("entries: [{id: a, regex: '(?<=a)b', answer: x}]", 2, "regex"),
        (
            "entries:\n- {id: a, any: x, answer: x}\n- {id: b, regex: 'a{1000}{1000}', answer: x}",
            4,
            "regex",
        ),
        ('entries: [{id: a, any: ["\\u200b"], answer: x}]', 2, "blank"),
        ("entries: [{id: a, answer: x}]", 2, "at least one of ask, all, any, regex"),
        ("entries: [{id: a, ask: x, answer: '{{ who }}'}]", 2, "who"),
        ("entries: [{id: a, ask: x}]", 2, "answer"),
        ("entries:\n- {id: a, ask: x, answer: x}\n- {id: a, ask: y, answer: y}", 4, "'a' is given"),
        ("answer_at: 0.5\nentries: [{id: a, ask: x, answer: x}]", 2, "offer_at must not be above"),
        ("answer_at: 80\nentries: [{id: a, ask: x, answer: x}]", 2, "answer_at"),
    ],
)
async def test_a_mistake_names_its_line(
    rehearsal: Rehearsal, wrong: str, line: int, said: str
) -> None:
    faq(f"kind: faq\n{wrong}\n", rehearsal)
    with pytest.raises(InputWrong) as caught:
        await rehearsal.run(until=NINE)
    [mistake] = caught.value.mistakes
    assert mistake.place.line == line
    assert said in str(mistake)
