"""How operators write what is said."""

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.domain.speech import Rendered, Speech
from bot.playbooks.say import Part, Say, Speaking, Variants


class Post(Speaking):
    model_config = ConfigDict(extra="forbid")

    id: str = "p"
    say: Variants


class Step(Speaking):
    model_config = ConfigDict(extra="forbid")

    say: Say | None = None
    dm: Say | None = None


def texts(say: Say) -> list[str | None]:
    return [part.text for part in say.parts]


def faults(model: type[BaseModel], data: object) -> list[tuple[tuple[int | str, ...], str]]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    return [(error["loc"], error["msg"]) for error in caught.value.errors()]


@pytest.mark.parametrize(
    ("data", "parts"),
    [
        ("早安", (Part(text="早安"),)),
        (5, (Part(text="5"),)),
        (2.5, (Part(text="2.5"),)),
        ({"template": "a.j2"}, (Part(template="a.j2"),)),
        ({"image": "a.png"}, (Part(image="a.png"),)),
        (
            {"parts": ["看", {"text": 7}, {"image": "a/b.png"}, {"file": "g.pdf"}]},
            (Part(text="看"), Part(text="7"), Part(image="a/b.png"), Part(file="g.pdf")),
        ),
    ],
)
def test_every_way_to_write_it(data: object, parts: tuple[Part, ...]) -> None:
    say = Say.model_validate(data)
    assert say.parts == parts
    assert Say.model_validate(say) == say
    assert hash(Say.model_validate(data)) == hash(say)


@pytest.mark.parametrize(
    ("data", "field", "why"),
    [
        ("", (), "must not be empty"),
        ("  \n", (), "must not be empty"),
        (None, (), "write a text, template"),
        (["a", "b"], (), "write a text, template"),
        (True, (), "in quotes"),
        ({"parts": []}, ("parts",), "at least 1 item"),
        ({"parts": ["a"], "txt": "b"}, ("txt",), "not permitted"),
        ({"parts": [{"imge": "a.png"}]}, ("parts", 0, "imge"), "not permitted"),
        ({"parts": ["a", {"text": ""}]}, ("parts", 1, "text"), "must not be empty"),
        ({"parts": [{"text": "a", "image": "b.png"}]}, ("parts", 0), "exactly one"),
        ({"parts": [{}]}, ("parts", 0), "exactly one"),
        ({"template": "../a.j2"}, ("parts", 0, "template"), "inside its folder"),
        ({"image": "/a.png"}, ("parts", 0, "image"), "inside its folder"),
    ],
)
def test_mistakes_are_named(data: object, field: tuple[object, ...], why: str) -> None:
    ((found, message), *_) = faults(Say, data)
    assert found == field
    assert why in message


def test_siblings_of_the_other_keys() -> None:
    assert Step.model_validate({"template": "a.j2"}).say == Say(parts=(Part(template="a.j2"),))
    assert Step.model_validate({"parts": ["a", "b"]}).say == Say(
        parts=(Part(text="a"), Part(text="b"))
    )
    assert Step.model_validate({"dm": "hi"}) == Step(dm=Say.of("hi"))
    (variant,) = Post.model_validate({"template": "a.j2"}).say
    assert variant.parts == (Part(template="a.j2"),)


@pytest.mark.parametrize(
    "data",
    [
        {"say": "a", "template": "b.j2"},
        {"say": "a", "parts": ["b"]},
        {"template": "b.j2", "parts": ["b"]},
    ],
)
def test_two_ways_at_once_are_a_mistake(data: dict[str, object]) -> None:
    assert "write only one of say, template, parts" in faults(Step, data)[0][1]


def test_variants_are_one_or_several() -> None:
    assert Post.model_validate({"say": "a"}).say == (Say.of("a"),)
    several = Post.model_validate(
        {"say": ["a", 2, {"template": "t.j2"}, {"parts": ["b", "c"]}]}
    ).say
    assert [texts(say) for say in several] == [["a"], ["2"], [None], ["b", "c"]]
    assert faults(Post, {"say": []})[0][0] == ("say",)


def test_speech_says_it() -> None:
    say = Say.model_validate({"parts": ["好", {"image": "a.png"}, {"template": "t.j2"}]})
    assert Speech({"t.j2": "{{ streak }} 天"}.get).render(say, {"streak": 3}) == [
        Rendered("text", "好"),
        Rendered("image", "", "a.png"),
        Rendered("text", "3 天"),
    ]
