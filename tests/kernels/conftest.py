"""The modules of tools/kernels, which is a command and no package."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent.parent / "tools" / "kernels"
sys.path.insert(0, str(HERE))
