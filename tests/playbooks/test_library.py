"""Which playbooks serve a group."""

from bot.playbooks.audience import Audience
from bot.playbooks.base import Playbook
from bot.playbooks.library import Library


def playbook(id: str, groups: str | tuple[str, ...] = "*", enabled: bool = True) -> Playbook:
    if isinstance(groups, tuple):
        audience = Audience(ids=groups)
    else:
        audience = Audience() if groups == "*" else Audience(tag=groups)
    return Playbook(kind="any", id=id, groups=audience, enabled=enabled)


def ids(library: Library, group: str, *tags: str) -> list[str]:
    return [playbook.id for playbook in library.for_group(group, tags)]


def test_the_most_specific_first_then_the_files_order() -> None:
    library = Library(
        [
            playbook("all1"),
            playbook("tag1", "t"),
            playbook("list1", ("g1", "g2")),
            playbook("off", enabled=False),
            playbook("list2", ("g1",)),
            playbook("tag2", "u"),
            playbook("all2"),
        ]
    )
    assert ids(library, "g1", "u", "t") == ["list1", "list2", "tag1", "tag2", "all1", "all2"]
    assert ids(library, "g2") == ["list1", "all1", "all2"]
    assert ids(library, "g3", "t") == ["tag1", "all1", "all2"]
    assert ids(library, "g3") == ["all1", "all2"]
    assert library.by_id["off"] in library.all


def test_groups_with_the_same_playbooks_share_one_tuple() -> None:
    named = tuple(f"g{n}" for n in range(100))
    library = Library([playbook("a"), playbook("b", named), playbook("c", "t")])
    assert len({id(library.for_group(f"g{n}", {"t", f"own{n}"})) for n in range(100)}) == 1
    assert library.for_group("x") is library.for_group("y")
    assert library.for_group("x") is not library.for_group("g1")
    together = library.served_together({"g1": ("t",), "x": ("t",)})
    assert sorted([p.id for p in served] for served in together) == [
        *(["a"], ["b", "a"], ["b", "c", "a"], ["c", "a"])
    ]


def test_a_variant_replaces_its_parent_in_its_own_groups() -> None:
    parent = playbook("p", ("g1", "g2", "g3"))
    variant = playbook("p", "t")
    own_id = playbook("q", ("g2",))
    child = playbook("r", ("g2",))
    off = playbook("p", ("g3",), enabled=False)
    library = Library(
        [parent, variant, own_id, child, off],
        {variant: parent, own_id: parent, child: own_id, off: parent},
    )
    assert library.for_group("g1") == (parent,)
    assert library.for_group("g1", {"t"}) == (variant,)
    assert library.for_group("g2") == (child,)
    assert library.for_group("g2", {"t"}) == (child, variant)
    assert library.for_group("g3") == ()
    assert library.for_group("g3", {"t"}) == ()
    assert library.for_group("g4") == ()
    assert library.by_id["p"] is parent


def test_of_one_id_the_most_specific_serves_and_equals_are_rivals() -> None:
    parent = playbook("p")
    one, two, three = playbook("p", "t"), playbook("p", "u"), playbook("p", ("g2",))
    library = Library([parent, one, two, three], dict.fromkeys((one, two, three), parent))
    assert library.for_group("g1", {"t"}) == (one,)
    assert library.for_group("g2", {"t", "u"}) == (three,)
    assert list(library.rivals({"g1": ("t",), "g2": ("t", "u")})) == []
    assert list(library.rivals({"g1": ("t", "u"), "g2": ("t",)})) == [("g1", one, two)]
