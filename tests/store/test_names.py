"""Names are remembered within bounds."""

from hypothesis import given
from hypothesis import strategies as st

from bot.store.members.names import Names

few = st.sampled_from("abc")


@given(st.lists(st.tuples(few, few, st.sampled_from([None, "x", "y"]))))
def test_what_is_remembered_is_what_was_learnt_last(
    deeds: list[tuple[str, str, str | None]],
) -> None:
    names, plain = Names(4), dict[tuple[str, str], str | None]()
    for group, member, name in deeds:
        names.learn(group, member, name)
        plain[group, member] = name
        known = [pair for pair in plain if names.get(*pair) is not None]
        assert len(known) <= 4
        assert all(names.get(*pair) == plain[pair] for pair in known)


def test_the_group_learnt_first_is_forgotten_first() -> None:
    names = Names(2)
    for group in "abc":
        names.learn(group, "u1", "王姐")
    assert [names.get(group, "u1") for group in "abc"] == [None, "王姐", "王姐"]
