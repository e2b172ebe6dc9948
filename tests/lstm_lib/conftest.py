"""Lets the tests of this folder import `kinds`, the layers that they go through."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
