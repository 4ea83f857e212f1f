"""Confer's own pages: where own words are written, and sealed words read, that must not pass through a chat."""

from adapters.page.app import routes
from adapters.page.links import Pages

__all__ = ["Pages", "routes"]
