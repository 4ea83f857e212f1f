"""The same fixtures as the Matrix tests."""

from tests.adapters.matrix.conftest import _quiet, scene, store, synapse

__all__ = ["_quiet", "scene", "store", "synapse"]
