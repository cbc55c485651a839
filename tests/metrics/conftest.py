"""A fresh database of each kind."""

from tests.store.conftest import url

__all__ = ["url"]
