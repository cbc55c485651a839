"""Every parser, in short: what `make fuzz` does at length."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.driving import inputs
from tests.fuzz.targets import TARGETS, load


@pytest.mark.parametrize("name", TARGETS)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(data=st.data())
def test_no_input_breaks_a_parser(name: str, data: st.DataObject) -> None:
    target = load(name)
    target(data.draw(inputs(target)))


@pytest.mark.parametrize("name", TARGETS)
def test_what_once_broke_a_parser_does_not_again(name: str) -> None:
    target = load(name)
    for seed in target.seeds:
        target(seed)
    for path in target.known:
        target(path.read_bytes())
