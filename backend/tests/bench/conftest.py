"""The bench lies at the repository's root, beside the backend."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[3]))
