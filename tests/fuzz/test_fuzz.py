"""Every parser, in short: what `make fuzz` does at length."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.driving import inputs
from tests.fuzz.targets import TARGETS, load

SLOW = ("chat", "playbooks", "workbooks")
"""Each input of these costs as much as ten of another."""
QUICK = [name for name in TARGETS if name not in SLOW]
FEWER = max(10, settings().max_examples // 10)
ANY_SIZE = [HealthCheck.too_slow, HealthCheck.large_base_example, HealthCheck.data_too_large]


@pytest.mark.parametrize("name", QUICK)
@settings(suppress_health_check=ANY_SIZE)
@given(data=st.data())
def test_no_input_breaks_a_parser(name: str, data: st.DataObject) -> None:
    target = load(name)
    target(data.draw(inputs(target)))


@pytest.mark.parametrize("name", SLOW)
@settings(suppress_health_check=ANY_SIZE, max_examples=FEWER)
@given(data=st.data())
def test_no_input_breaks_what_is_slow(name: str, data: st.DataObject) -> None:
    target = load(name)
    target(data.draw(inputs(target)))


@pytest.mark.parametrize("name", TARGETS)
def test_what_once_broke_a_parser_does_not_again(name: str) -> None:
    target = load(name)
    for seed in target.seeds:
        target(seed)
    for path in target.known:
        target(path.read_bytes())
