"""Write the list of all libraries that a book is made with (CycloneDX 1.6, JSON).

python tools/make_sbom.py requirements.lock build/sbom.json
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

_LOCKED = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[\w.+]+)(?: ; (?P<marker>[^\\]+?))? \\")
_HASH = re.compile(r"--hash=sha256:(?P<hash>[0-9a-f]{64})")


def components(lock: str) -> list[dict[str, object]]:
    """A component for each entry of a lock file, with the hashes of its wheels."""
    found: list[dict[str, object]] = []
    hashes: list[dict[str, str]] = []
    for line in lock.splitlines():
        if entry := _LOCKED.fullmatch(line):
            hashes = []
            purl = f"pkg:pypi/{entry['name']}@{entry['version']}"
            found.append(
                {
                    "type": "library",
                    "bom-ref": purl if not entry["marker"] else f"{purl}#{len(found)}",
                    "name": entry["name"],
                    "version": entry["version"],
                    "purl": purl,
                    "hashes": hashes,
                }
            )
        elif known := _HASH.search(line):
            hashes.append({"alg": "SHA-256", "content": known["hash"]})
    return found


def sbom(lock: str) -> dict[str, object]:
    """The whole document; the same lock file gives the same bytes."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "publisher"}},
        "components": components(lock),
    }


def main() -> None:
    """Read a lock file, write the list."""
    lock, target = map(Path, sys.argv[1:3])
    target.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(sbom(lock.read_text(encoding="utf-8")), indent=2)
    target.write_text(f"{text}\n", encoding="utf-8")
    print(f"Wrote {target}")


if __name__ == "__main__":
    main()
