"""Modules that are loaded when something of them is first used: not every start needs each."""

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec
from types import ModuleType


def lazy(name: str) -> ModuleType:
    """Return a module by its full name; what it costs to load is paid by who uses it first.

    It is meant for what is large and rarely needed. ModuleNotFoundError: there is none.
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    spec.loader = loader = LazyLoader(spec.loader)
    sys.modules[name] = module = module_from_spec(spec)
    package, _, last = name.rpartition(".")
    if package:  # where those look who import it by another way, as SQLAlchemy does
        setattr(sys.modules[package], last, module)
    loader.exec_module(module)
    return module
