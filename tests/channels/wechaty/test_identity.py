"""Finding members again whose ids have changed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.wechaty.identity import Change, find_again


def renumbered(*people: str, **more: dict[str, str]) -> Change:
    """Return a change in which everybody has another id: a → A."""
    gone = {f"old-{name}": name for name in people}
    return Change(gone=gone, new={f"new-{name}": name for name in people}, **more)


def test_one_name_in_the_same_groups_is_certain() -> None:
    changes = {"g1": renumbered("王姐", "小李", "老张"), "g2": renumbered("王姐")}
    found = {match.former: match for match in find_again(changes, new_login=True)}
    assert found["old-王姐"].present == "new-王姐"
    assert found["old-王姐"].groups == ("g1", "g2")
    assert all(match.certain for match in found.values())


def test_without_a_new_login_only_several_at_once_are_certain() -> None:
    one, three = {"g": renumbered("王姐")}, {"g": renumbered("王姐", "小李", "老张")}
    assert [match.certain for match in find_again(one, new_login=False)] == [False]
    assert [match.certain for match in find_again(three, new_login=False)] == [True] * 3


def test_who_shares_a_name_with_another_is_not_certain() -> None:
    twins = Change(gone={"a": "小李", "b": "小李"}, new={"c": "小李", "d": "小李"})
    found = find_again({"g": twins}, new_login=True)
    assert len(found) == 2
    assert {match.former for match in found} == {"a", "b"}
    assert {match.present for match in found} == {"c", "d"}
    assert not any(match.certain for match in found)


def test_who_shares_a_name_with_one_who_stayed_is_not_certain() -> None:
    change = renumbered("小李", stayed={"x": "小李"})
    assert [match.certain for match in find_again({"g": change}, new_login=True)] == [False]


def test_other_groups_than_before_are_not_certain() -> None:
    changes = {"g1": renumbered("小李"), "g2": Change(gone={"old-小李": "小李"})}
    assert [match.certain for match in find_again(changes, new_login=True)] == [False]


def test_no_name_is_no_evidence() -> None:
    nameless = Change(gone={"a": "", "b": " "}, new={"c": "", "d": "d"})
    assert find_again({"g": nameless}, new_login=True) == []


def test_some_coming_and_going_is_no_renumbering() -> None:
    stayed = {str(n): "" for n in range(10)}
    one = Change(stayed, {"a": "小李"}, {"b": "小李"})
    assert not one.renumbered(new_login=False)
    assert one.renumbered(new_login=True)
    assert not Change(stayed, {"a": "小李"}).renumbered(new_login=True)
    three = {"a": "小李", "b": "王姐", "c": "老张"}
    assert not Change({}, three, {"d": "小李"}).renumbered(new_login=False)
    assert Change({"x": ""}, three, {"d": "小李", "e": "老张"}).renumbered(new_login=False)


NAMES = st.sampled_from(["小李", "王姐", "老张", "书友", ""])
SIDE = st.dictionaries(st.integers(0, 5), NAMES, max_size=6)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("pqr"), st.tuples(SIDE, SIDE, SIDE)), st.booleans())
def test_everybody_is_matched_once_and_the_certain_have_one_name(
    groups: dict[str, tuple[dict[int, str], ...]], new_login: bool
) -> None:
    changes = {
        group: Change(*({f"{side}{n}": name for n, name in who.items()} for side, who in named))
        for group, sides in groups.items()
        for named in [zip("sgn", sides, strict=True)]
    }
    found = find_again(changes, new_login)
    assert len({match.former for match in found}) == len(found)
    assert len({match.present for match in found}) == len(found)
    for match in found:
        for group in match.groups:
            assert changes[group].gone[match.former] == changes[group].new[match.present]
            everybody = (changes[group].stayed, changes[group].gone, changes[group].new)
            same = sum(list(side.values()).count(match.name) for side in everybody)
            assert not match.certain or same == 2
