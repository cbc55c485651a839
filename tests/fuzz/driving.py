"""Inputs for a target as hypothesis makes them: pieces of seeds, words, and noise."""

from hypothesis import strategies as st

from tests.fuzz.target import Target


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    """Give inputs of at most the target's size: whole noise, or pieces of what is known."""
    noise = st.binary(max_size=8) | st.text(max_size=4).map(_encoded)
    pieces = noise
    if target.words:
        pieces |= st.sampled_from(list(target.words))
    if target.seeds:
        pieces |= st.sampled_from(list(target.seeds)).flatmap(_part)
    joined = st.lists(pieces, max_size=24).map(b"".join)
    changed = _changed(target) if target.seeds else joined
    return (joined | changed | st.binary(max_size=64)).map(lambda data: data[: target.largest])


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _part(seed: bytes) -> st.SearchStrategy[bytes]:
    """Give a piece of a seed."""
    ends = st.tuples(st.integers(0, len(seed)), st.integers(1, 200))
    return ends.map(lambda at: seed[at[0] : at[0] + at[1]])


def _changed(target: Target) -> st.SearchStrategy[bytes]:
    """Give a seed in which a few pieces are others: most of it still makes sense."""
    others = st.binary(max_size=4) | st.sampled_from(list(target.words or (b"",)))
    cuts = st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 12), others), max_size=4)

    def cut(seed: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
        for place, length, other in changes:
            at = place % (len(seed) + 1)
            seed = seed[:at] + other + seed[at + length :]
        return seed

    return st.builds(cut, st.sampled_from(list(target.seeds)), cuts)
