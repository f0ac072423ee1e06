"""Lines put together at once are those that WeasyPrint puts together of the same pieces."""

from __future__ import annotations

import pytest

from publisher.write.pdf.composition import hooks
from tests.composed import document, print_pdf
from tests.torture import TORTURE, chinese

_LINKED = TORTURE["plain"].replace("，", '，<a href="#x">因为<b>所以</b>和 Latin</a> <i>em</i> ')
_DECORATED = _LINKED * 2 + "中<code> x <em>y</em> </code>文<span></span>"
_CSS = """
code { padding: 0 3px; border: 1px solid; margin: 0 auto }
b { padding-right: 2px; position: relative }
a { padding: 0 1px; box-decoration-break: clone }
i { border-bottom: 1px solid; vertical-align: .2em }
"""


_TEXTS = (
    *TORTURE.values(),
    _LINKED,
    _DECORATED,
    "<b>" + "w" * 200 + "</b> and " + "v" * 90,
    '<img src="data:,"> <ruby>水<rt>shuǐ</rt></ruby>' + TORTURE["plain"],
    f"{TORTURE['plain']}<br>{TORTURE['plain']}<span style='position: absolute'>x</span>中",
    f'<span style="white-space: nowrap">{_LINKED}</span>',
)


def _around(text: str) -> str:
    return (
        f"{chinese(text)}<p>{text}</p><table><tr><td lang='zh'>{text}<td>{text}</table>"
        f"<div style='columns: 2'>{chinese(text)}</div>"
    )


@pytest.mark.parametrize("css", ["", _CSS, "p { text-align: center }", "p { text-indent: 2em }"])
def test_nothing_of_a_page_is_different(css: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With links, borders and boxes in boxes, at edges and over them, in tables and columns."""
    source = document("".join(map(_around, _TEXTS)), measure=22, css=css)
    made = print_pdf(source, tags=True)
    monkeypatch.setattr(hooks, "filled", lambda *_: None)
    assert made == print_pdf(source, tags=True)
