"""What some tests need of a system."""

import os
from pathlib import Path

import pytest

LINKS = pytest.mark.skipif(os.name == "nt", reason="a link takes a right that users of Windows seldom have")
PROC = pytest.mark.skipif(
    not Path("/proc/self").is_dir(), reason="there is no folder that nobody at all can write to"
)
