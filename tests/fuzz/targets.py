"""The parsers that are attacked: a literal table."""

from tests.fuzz import days, events, gateways, setups, templates, yaml_files
from tests.fuzz.target import Target

TARGETS: tuple[Target, ...] = (
    events.LINES,
    events.FILES,
    yaml_files.YAML,
    setups.CONFIGS,
    setups.PLAYBOOKS,
    setups.PATTERNS,
    templates.TEMPLATES,
    days.WRITTEN,
    days.SAID,
    days.CELLS,
    gateways.CALLBACKS,
    gateways.FRAMES,
    gateways.PUPPET,
)
