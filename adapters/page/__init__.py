"""Confer's own pages: where own words are written, and sealed words read, that must not pass through a chat."""

from adapters.page.links import LINK_LIFE, Pages
from adapters.page.page import app, routes

__all__ = ["LINK_LIFE", "Pages", "app", "routes"]
