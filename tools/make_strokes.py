"""Write the table of stroke counts by which a glossary is sorted (`publisher/index/strokes.py`).

The source is the stroke collation of the Unicode CLDR, as the ICU inside Node.js carries it: it
sorts every character behind a mark that names its number of strokes.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

_TARGET = Path(__file__).resolve().parents[1] / "publisher" / "index" / "strokes.py"
_WIDTH = 88
_MOST = 64
_PROGRAM = r"""
const order = new Intl.Collator('zh-u-co-stroke');
if (order.resolvedOptions().collation !== 'stroke') throw new Error('no stroke collation here');
const all = [];
for (let c = 0x4e00; c <= 0x9fff; c++) all.push(String.fromCodePoint(c));
for (let n = 1; n <= 48; n++) all.push('\uFDD0' + String.fromCodePoint(0x2800 + n));
all.sort(order.compare);
const found = {};
let strokes = 0;
for (const s of all) {
  if (s[0] === '\uFDD0') strokes = s.codePointAt(1) - 0x2800;
  // What the collation does not know follows the last character that it does.
  else found[s.codePointAt(0)] = order.compare(s, '龘') > 0 ? 0 : strokes;
}
console.log(JSON.stringify({cldr: process.versions.cldr, strokes: found}));
"""
_HEAD = '''"""Stroke counts of the Han characters, U+4E00 to U+9FFF; made by tools/make_strokes.py.

Data: Unicode CLDR {cldr}, collation `stroke`, under the Unicode License V3 (LICENSE-UNICODE beside
this file).
"""

from __future__ import annotations

_FIRST = 0x4E00
_ZERO = ord("0")
_TABLE = (
'''
_FOOT = ''')
"""One character for each: its code less that of `0` is the number of strokes."""


def strokes(char: str) -> int:
    """Number of strokes of a character; 0 where the table does not have it."""
    at = ord(char) - _FIRST
    return ord(_TABLE[at]) - _ZERO if 0 <= at < len(_TABLE) else 0
'''


def _letter(count: int) -> str:
    """A count as one printable character; no count falls on the backslash."""
    letter = chr(ord("0") + count)
    if not 0 <= count <= _MOST or letter == "\\":
        raise ValueError(f"no character has {count} strokes")
    return letter


def main() -> None:
    """Ask Node.js, write the table."""
    done = subprocess.run(("node", "-e", _PROGRAM), capture_output=True, check=True)  # noqa: S603, S607  our own program, the user's own node
    answer = json.loads(done.stdout)
    counts = {int(code): count for code, count in answer["strokes"].items()}
    table = "".join(_letter(counts[code]) for code in range(0x4E00, 0xA000))
    lines = [table[at : at + _WIDTH] for at in range(0, len(table), _WIDTH)]
    body = "".join(f'    "{line}"\n' for line in lines)
    _TARGET.write_text(_HEAD.format(cldr=answer["cldr"]) + body + _FOOT, encoding="utf-8")
    print(f"{len(table)} characters of CLDR {answer['cldr']} in {_TARGET.name}")


if __name__ == "__main__":
    main()
