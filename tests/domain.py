"""The design's own data, while it is at hand beside the checkout: read once, and held against the tables."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

FILE: Final = Path(__file__).parents[2] / "shared" / "domain" / "domain.yaml"
at_hand: Final = pytest.mark.skipif(not FILE.exists(), reason="the domain's data is not at hand")


@cache
def domain() -> Any:
    return yaml.safe_load(FILE.read_text("utf-8"))
