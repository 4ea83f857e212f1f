"""The databases of the contract tests, both of them."""

from tests.contract.conftest import bare_base, base, server, store

__all__ = ["bare_base", "base", "server", "store"]
