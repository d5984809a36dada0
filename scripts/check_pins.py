"""Every requirement is pinned with a hash; no lock file says where packages are fetched from."""

import json
import re
import sys
from pathlib import Path

wrong: list[str] = []
for path in sorted([*Path("backend").glob("requirements*.txt"), *Path("bench").glob("**/requirements*.txt")]):
    text = path.read_text()
    for block in re.split(r"\n(?=[A-Za-z0-9])", text.strip()):
        name = block.split("==")[0].splitlines()[0]
        if not re.match(r"[A-Za-z0-9._-]+(\[[^\]]*\])?==\S+", block) or "--hash=sha256:" not in block:
            wrong.append(f"{path}: {name!r} is not pinned with a hash")
    if re.search(r"--(extra-)?index-url|--find-links|https?://", text):
        wrong.append(f"{path}: names an address to fetch from")
lock = json.loads(Path("frontend/package-lock.json").read_text())
for name, package in lock["packages"].items():
    if "resolved" in package:
        wrong.append(f"frontend/package-lock.json: {name} names a download address")
    if name and not package.get("link") and "integrity" not in package:
        wrong.append(f"frontend/package-lock.json: {name} has no integrity hash")
print("\n".join(wrong) or "Pins are in order.")
sys.exit(bool(wrong))
