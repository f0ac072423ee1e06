"""Write docs/trust.md: what hostile posts are tried, and what comes of each kind."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(_ROOT))

from tests.hostile.corpus import CASES, EXHAUSTION, Case  # noqa: E402  the checkout comes first

_WHAT = {
    "local": "read a file of the machine: paths, links, addresses, drawings that refer outside",
    "network": "reach the network: images, styles, fonts, frames, redirects",
    "code": "run code in a reader: scripts, handlers, addresses, tags of YAML, templates",
    "spoiling": "spoil another post: open tags, styles, ids, names that clash, HTML out of order",
    "front": "front matter: aliases, depth, sizes, wrong types, dates out of range",
    "image": "images: too many pixels, truncated, not images, bombs",
    "text": "encodings and characters: UTF-16, GB 18030, controls, bidi, rare Han",
    "exhaustion": "hang the build or fill the memory (each in a child: 20 s, 900 MB)",
}
_HEAD = """# Trust

Guest posts are strangers' posts. Whatever a post holds, the build either makes a book with every
word of it, or refuses it with the post, the line and what to do. It reads nothing outside the
content folder, opens no connection, runs nothing, leaves the chapters of the other posts as they
are to the byte, and keeps the last good book until the new one is complete.

`tests/hostile/` tries it: each row below is a post that is sent through the whole command line,
with a secret file beside the content folder and a server on the same machine that counts its
callers. EPUBCheck reads the book of all of them. (This page is written by
`tools/show_trust.py`; a test compares.)

"""
_FOOT = """
## The rules behind it

- **One door out**: every image is resolved by `load/resources.py`, inside the content folder after
  links are followed, of a type told by content, under a size. WeasyPrint gets what came through
  it, and nothing else.
- **One gate in**: raw HTML passes the allow-list of `load/sanitize.py` as a tree of its own post;
  styles never pass, ids carry the post's name. Behind it, nh3 parses every block with raw HTML as
  a browser does: what the two read differently is refused. The packed EPUB is scanned like a
  stranger's.
- **Limits** (`limits` in `book.yaml`; a post cannot raise them):
  {limits}.
  Blocks nested deeper than 90 levels are read as paragraphs.
- **Isolation**: every post is checked whatever is wrong with another. An error stops the book;
  `--keep-going` leaves the post out and says so on the colophon page.
- **Linear**: what costs time and memory (lines, blocks, links, marks) has a limit of its own. With
  `size` raised so that 10 MB pass, every row above, repeated to 10 MB, was refused within 4 s or
  read within 12 s and 300 MB (`python -m benchmarks.worst_text`, two cores). A book grows by 270 kB
  of memory and 20 ms for each post of five pages, the two-thousandth like the first
  (`python -m benchmarks.soak`; 2,000 posts: 27 s with two processes, 636 MB, without a cache).
- **Atomic output**: a passing file beside the target, `fsync`, `replace`; a lock for each target.
- **The cache** is no way in: it lies in the user's own folder, every value is checked against a
  digest of itself and its name, nothing in it is executed (no pickle), and a file that is
  truncated, poisoned, deleted, locked, read-only or on a full disk costs time and nothing else.
  Images are not kept with a post: the door is asked for them again.
- **Reproducible**: no clock, folder, locale or hash order reaches a book;
  `publisher build --verify FILE` makes it again and compares. Python 3.11 and 3.13 make the same
  bytes of the same libraries.
- **Libraries** are locked with hashes, and installed as wheels: no code runs while they are. `make
  audit`, part of `make check`, looks for known vulnerabilities; `make sbom` lists them (CycloneDX).
"""


def _row(category: str, cases: list[Case]) -> str:
    refused = sum(case.refused for case in cases)
    codes = sorted({code.partition(":")[0] for case in cases for code in case.says})
    return (
        f"| {_WHAT[category]} | {len(cases)} | {len(cases) - refused} | {refused}"
        f" | {', '.join(codes)} |"
    )


def _rows(cases: Iterable[Case]) -> Iterable[str]:
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(case.category, []).append(case)
    return (_row(category, rows) for category, rows in found.items())


def page() -> str:
    """The whole page."""
    from publisher.model import LIMITS

    names = type(LIMITS).__dataclass_fields__
    limits = ",\n  ".join(f"`{name}` {getattr(LIMITS, name):,}" for name in names)
    everything = (*CASES, *EXHAUSTION)
    refused = sum(case.refused for case in everything)
    total = f"| all | {len(everything)} | {len(everything) - refused} | {refused} | |"
    table = (
        "| what it tries | posts | read | refused | messages |",
        "|---|---|---|---|---|",
        *_rows(everything),
        total,
    )
    return _HEAD + "\n".join(table) + "\n" + _FOOT.format(limits=limits)


def main() -> None:
    """Write the page."""
    (_ROOT / "docs" / "trust.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
