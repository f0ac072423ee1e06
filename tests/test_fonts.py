"""The fonts that ship with the project, and what `publisher.fonts` says and cuts of them."""

from __future__ import annotations

import hashlib
import io
import shutil
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pymupdf
import pytest
import uharfbuzz
import yaml
from fontTools.ttLib import TTFont
from weasyprint import HTML

from publisher import fonts
from publisher.fonts import Face, coverage, faces, missing, subset

FOLDER = Path(__file__).resolve().parent.parent / "fonts"
MANIFEST: dict[str, list[dict[str, object]]] = yaml.safe_load(
    (FOLDER / "fonts.yaml").read_text(encoding="utf-8")
)
FACES = faces(FOLDER, MANIFEST)
NAMES = [face.path.stem for face in FACES]

ALPHABET = frozenset(range(0x21, 0x7F))
EM_WIDE = "“”‘’—…·"
COMMON_HAN = bytes(
    byte for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for byte in (row, cell)
).decode("gb2312", errors="ignore")
"""The 3,755 characters of GB 2312's first level, by frequency of use."""

each_face = pytest.mark.parametrize("face", FACES, ids=NAMES)


@cache
def opened(path: Path) -> TTFont:
    """Read a font once for all tests."""
    return TTFont(path)


def of_role(role: str) -> list[Face]:
    """List the faces that a theme asks for under one role."""
    return [face for face in FACES if face.role == role]


def advances(face: Face, text: str, **features: bool) -> list[tuple[int, int]]:
    """Shape a text and return cluster and advance, in thousandths of an em, of each glyph."""
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(face.path.read_bytes())))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, features)
    glyphs = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    return [(info.cluster, position.x_advance) for info, position in glyphs]


# --- The files ----------------------------------------------------------------------------------


def test_every_file_is_in_the_manifest_and_every_entry_has_its_file() -> None:
    """The folder holds the fonts and licences that fonts.yaml names, and no others."""
    assert {path.name for path in FOLDER.glob("*.ttf")} == {face.path.name for face in FACES}
    licences = {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("licences/*")}
    assert licences == {face.licence for face in FACES}


@pytest.mark.parametrize("entry", MANIFEST["faces"], ids=NAMES)
def test_the_manifest_tells_the_truth(entry: dict[str, object]) -> None:
    """A file has the digest and the number of characters that its entry states."""
    path = FOLDER / str(entry["file"])
    assert hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"]
    assert len(opened(path).getBestCmap()) == entry["characters"]


def test_a_family_has_one_file_per_weight_and_style() -> None:
    """No two files claim the same place in a family."""
    assert max(Counter((face.family, face.weight, face.style) for face in FACES).values()) == 1


@each_face
def test_outlines_are_truetype(face: Face) -> None:
    """Every font draws with `glyf`: viewers show CFF subsets of Chinese fonts blank."""
    assert "glyf" in opened(face.path)
    assert not {"CFF ", "CFF2", "fvar"} & set(opened(face.path).keys())


@each_face
def test_line_metrics_are_equal(face: Face) -> None:
    """Ascent 1000, descent -300, gap 0, in all three places a program may look for them."""
    font = opened(face.path)
    hhea, os2 = font["hhea"], font["OS/2"]
    assert font["head"].unitsPerEm == 1000
    assert (hhea.ascent, hhea.descent, hhea.lineGap) == (1000, -300, 0)
    assert (os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap) == (1000, -300, 0)
    assert (os2.usWinAscent, os2.usWinDescent) == (1000, 300)
    assert os2.fsSelection & 1 << 7, "USE_TYPO_METRICS"


@each_face
def test_a_font_says_of_itself_what_the_manifest_says(face: Face) -> None:
    """Family, weight and slope agree, so that an installed copy is found under the same name."""
    font = opened(face.path)
    assert font["name"].getDebugName(1) == face.family
    assert font["OS/2"].usWeightClass == face.weight
    bold, italic = face.weight == 700, face.style == "italic"
    assert font["head"].macStyle == bold | italic << 1
    assert bool(font["OS/2"].fsSelection & 1) == italic
    assert bool(font["OS/2"].fsSelection & 1 << 5) == bold
    assert bool(font["OS/2"].fsSelection & 1 << 6) == (not (bold or italic))


@each_face
def test_no_record_but_the_copyright_holds_a_name_of_the_original(face: Face) -> None:
    """A modified font may not carry a reserved name; the copyright notice must stay."""
    records = opened(face.path)["name"].names
    shown = " ".join(str(record) for record in records if record.nameID != 0)
    assert not [name for name in ("Source", "LXGW", "霞鹜", "Noto", "JetBrains") if name in shown]
    assert "SIL Open Font License" in shown
    assert opened(face.path)["name"].getDebugName(0)


@each_face
def test_a_licence_stands_beside_every_font(face: Face) -> None:
    """The licence file has the licence in full, the copyright, and what was changed."""
    text = (FOLDER / face.licence).read_text(encoding="utf-8")
    assert f"{face.family} is a modified version" in text
    assert "What was changed:" in text
    assert "SIL OPEN FONT LICENSE Version 1.1 - 26 February 2007" in text
    assert "OTHER DEALINGS IN THE FONT SOFTWARE." in text
    assert opened(face.path)["name"].getDebugName(0).splitlines()[0] in text


@each_face
def test_no_two_characters_share_a_glyph(face: Face) -> None:
    """Text copied from a PDF is the text that went in: a glyph stands for one character."""
    shared = Counter(opened(face.path).getBestCmap().values())
    assert [glyph for glyph, count in shared.items() if count > 1] == []


# --- Who serves which characters ----------------------------------------------------------------


@pytest.mark.parametrize(
    "face", [*of_role("han"), *of_role("kai")], ids=lambda face: face.path.stem
)
def test_chinese_faces_leave_the_alphabet_to_the_latin_one(face: Face) -> None:
    """Letters, digits and ASCII marks are not in a Chinese face; the space is."""
    assert not coverage(face) & ALPHABET
    assert coverage(face) >= {0x20, 0xA0, 0x3000}


@pytest.mark.parametrize(
    "face", [*of_role("han"), *of_role("kai")], ids=lambda face: face.path.stem
)
def test_chinese_faces_serve_common_characters_and_marks(face: Face) -> None:
    """GB 2312's first level and the marks of Chinese are there, and one em wide."""
    wanted = COMMON_HAN + "，。、；：？！（）《》「」【】〇々～％"
    assert {advance for _, advance in advances(face, wanted)} == {1000}
    assert missing(wanted, [face]) == ()


@pytest.mark.parametrize("face", of_role("han"), ids=lambda face: face.path.stem)
def test_song_sets_the_shared_marks_one_em_wide(face: Face) -> None:
    """Quotes, dash, ellipsis and middle dot are in the Song, one em each; two dashes join."""
    for mark in EM_WIDE:
        assert advances(face, mark) == [(0, 1000)]
    assert advances(face, "——") == [(0, 2000)]


def test_kai_leaves_the_shared_marks_to_the_song() -> None:
    """The Kai would set them narrow, so it has none of them."""
    assert [face.family for face in FACES if face.role == "kai"] == ["Publisher Kai"]
    (kai,) = of_role("kai")
    assert "".join(missing(EM_WIDE, [kai])) == EM_WIDE


@pytest.mark.parametrize(
    "face", [*of_role("han"), *of_role("kai")], ids=lambda face: face.path.stem
)
def test_neighbouring_marks_close_up_when_asked(face: Face) -> None:
    """With `chws` two marks take an em and a half; a mark beside a character keeps its em."""
    for pair in ("）。", "、（", "（《"):
        assert sum(advance for _, advance in advances(face, pair, chws=True)) == 1500
    assert sum(advance for _, advance in advances(face, "字。", chws=True)) == 2000


@pytest.mark.parametrize("face", of_role("latin"), ids=lambda face: face.path.stem)
def test_serif_serves_the_letters_of_both_readers(face: Face) -> None:
    """English, pinyin, phonetic, Greek and Cyrillic letters and English marks are there."""
    pinyin = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ"
    phonetic = "ʃʒŋθðæəɔʌɜɪʊɛɡɑɒɹɾʔːˈˌ"
    marks = "“”‘’–—…·‐\u2011‰№©®™€£¥×÷±°≤≥≠½²ₙ→←"
    text = "".join(map(chr, ALPHABET)) + pinyin + pinyin.upper() + phonetic + "αβγДжы" + marks
    assert missing(text, [face]) == ()


@pytest.mark.parametrize("face", of_role("latin"), ids=lambda face: face.path.stem)
def test_serif_kerns_and_ligates(face: Face) -> None:
    """A pair is kerned and `fi` is one glyph, unless the features are off."""
    kerned, plain = advances(face, "To"), advances(face, "To", kern=False)
    assert sum(advance for _, advance in kerned) < sum(advance for _, advance in plain)
    assert len(advances(face, "fi")) == 1
    assert len(advances(face, "fi", liga=False)) == 2


@pytest.mark.parametrize("face", of_role("mono"), ids=lambda face: face.path.stem)
def test_mono_sets_code_as_typed(face: Face) -> None:
    """Every sign of code has the same width and none melts into another."""
    code = "if (a !== b) => { return 'x'; } // ┌─┐│└┘ ->"
    assert advances(face, code) == [(index, 600) for index in range(len(code))]


def test_emoji_sequences_are_one_sign_an_em_wide() -> None:
    """Skin tones, joined persons, flags and key caps make one glyph and leave nothing over."""
    (emoji,) = of_role("emoji")
    for sequence in ("😀", "❤\ufe0f", "👍🏽", "👩\u200d💻", "🇨🇳", "1\ufe0f\u20e3"):
        assert advances(emoji, sequence) == [(0, 1000)]


@each_face
def test_a_variation_selector_leaves_no_glyph_of_its_own(face: Face) -> None:
    """A selector after a sign of any face vanishes, or the sign would be lost in copied text."""
    sign = chr(max(point for point in coverage(face) if 0x21 <= point < 0x20000))
    for selector in "\ufe0e\ufe0f":
        assert advances(face, sign + selector) == advances(face, sign)


def test_what_posts_contain_is_served_by_some_face() -> None:
    """Arrows, boxes, circled numbers, mathematics, keys and ticks all have a face."""
    assert missing("↩↪→⇒↦├①⑳Ⅳ∀∈∇ℝ𝔼𝑥⟨⟩⌘⌥⌫✓✗✘✔★☆■□℃※ᵀᵢ😀⚙", FACES) == ()


# --- The page -----------------------------------------------------------------------------------


def test_lines_of_all_faces_stand_on_one_grid_and_read_back() -> None:
    """At 10/16 pt every line is 16.0 pt after the last, and the PDF's text is the source's."""
    rules = "".join(
        f"@font-face{{font-family:'{face.family}';font-weight:{face.weight};"
        f"font-style:{face.style};src:url('{face.path.as_uri()}')}}"
        for face in FACES
    )
    latin, han, kai, mono = (of_role(role)[0].family for role in ("latin", "han", "kai", "mono"))
    lines = {
        latin: "Only Latin, “quoted” — x²",
        han: "只有汉字，“引文”——完。",
        kai: "楷体字，（强调）。",
        mono: "code => 代码 ├─┤",
        f"{han}','{latin}": "混排 mixed 文字 ①→ ≥ 3×4",
        f"{latin}','Publisher Symbols','Publisher Emoji": "∇θ ⟨a⟩ ✗ 👍🏽 1\ufe0f\u20e3",
    }
    stack = f"'{han}','{latin}'"
    body = "".join(
        f"<p style=\"font-family:'{family}',{stack}\">{text}</p>" for family, text in lines.items()
    )
    page = f"<style>{rules} p{{font-size:10pt;line-height:16pt;margin:0}}</style>{body}"
    document = pymupdf.open(stream=HTML(string=page).write_pdf())
    spans = [
        span
        for block in document[0].get_text("dict")["blocks"]
        for line in block["lines"]
        for span in line["spans"]
    ]
    baselines = sorted({round(span["origin"][1], 1) for span in spans})
    assert len(baselines) == len(lines)
    steps = [round(low - high, 1) for high, low in pairwise(baselines)]
    assert set(steps) == {16.0}
    assert {font[3].partition("+")[2] for font in document[0].get_fonts()} == {
        face.family.replace(" ", "-")
        for face in FACES
        if face.weight == 400 and face.style == "normal"
    }
    read_back = "".join(document[0].get_text().split())
    assert read_back == "".join("".join(lines.values()).split())


# --- publisher.fonts ----------------------------------------------------------------------------


def test_faces_keeps_the_order_of_the_manifest() -> None:
    """Faces come in the order of fonts.yaml, each with its path in the folder."""
    assert [face.path for face in FACES] == [FOLDER / str(e["file"]) for e in MANIFEST["faces"]]
    assert FACES[0] == Face(
        family="Publisher Song",
        weight=400,
        style="normal",
        role="han",
        path=FOLDER / "PublisherSong-Regular.ttf",
        licence="licences/PublisherSong.txt",
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"family": ""}, "'family'"),
        ({"weight": "bold"}, "'weight'"),
        ({"weight": 0}, "'weight'"),
        ({"style": "oblique"}, "normal or italic"),
        ({"file": None}, "'file'"),
    ],
)
def test_faces_refuses_a_wrong_entry_by_name(change: dict[str, object], message: str) -> None:
    """A wrong entry is refused with its key in the message."""
    with pytest.raises(ValueError, match=message):
        faces(FOLDER, {"faces": [MANIFEST["faces"][0] | change]})


@pytest.mark.parametrize("manifest", [{}, {"faces": "a.ttf"}, {"faces": ["a.ttf"]}])
def test_faces_refuses_what_is_no_manifest(manifest: dict[str, object]) -> None:
    """Without a list of mappings there is nothing to read."""
    with pytest.raises(ValueError, match=r"list|mapping"):
        faces(FOLDER, manifest)


def test_coverage_is_what_the_font_maps() -> None:
    """Coverage is the font's own character map, no more and no less."""
    for face in (FACES[0], FACES[-1]):
        assert coverage(face) == opened(face.path).getBestCmap().keys()


def test_coverage_of_a_lost_file_is_an_error() -> None:
    """A face whose file is gone raises, where it is read and not before."""
    (lost,) = faces(Path("/nowhere"), {"faces": MANIFEST["faces"][:1]})
    with pytest.raises(FileNotFoundError):
        coverage(lost)


def test_missing_lists_each_character_once_in_order() -> None:
    """What no face has is listed once, where it first appears; what one has is not."""
    song, latin = of_role("han")[:1], of_role("latin")[:1]
    assert missing("龘a字龖b龘", song + latin) == ("龘", "龖")
    assert missing("龘a字龖b龘", song) == ("龘", "a", "龖", "b")
    assert missing("a字b", song + latin) == ()
    assert missing("a字", []) == ("a", "字")


def test_missing_passes_over_what_needs_no_glyph() -> None:
    """White space, controls, joiners, selectors and byte order marks are never missing."""
    mono = of_role("mono")[:1]
    assert (
        missing(
            "a\t\r\n\x0c\u00ad\u200b\u200c\u200d\u2060\u2003\u3000\ufe0f\ufeff\U000e0100b", mono
        )
        == ()
    )
    assert missing("a\u0901b", mono) == ("\u0901",)


def test_subset_has_the_characters_asked_for_and_no_others() -> None:
    """A cut face maps what was asked and what the face has; metrics and names stay."""
    song = FACES[0]
    cut = TTFont(io.BytesIO(subset(song, "强化学习，——龘")))
    assert set(cut.getBestCmap()) == set(map(ord, "强化学习，—"))
    assert cut["hhea"].ascent == 1000
    assert cut["name"].getDebugName(1) == song.family
    assert cut["name"].getDebugName(13)
    assert "glyf" in cut


def test_subset_keeps_the_layout_features(tmp_path: Path) -> None:
    """Dashes still join, marks still close up, letters still kern and ligate after the cut."""
    for role, text, features in (
        ("han", "——，（", {"chws": True}),
        ("latin", "To fi 09", {"onum": True, "pnum": True}),
    ):
        whole = of_role(role)[0]
        path = tmp_path / f"{role}.ttf"
        path.write_bytes(subset(whole, text))
        cut = Face(whole.family, 400, "normal", role, path, whole.licence)
        assert advances(cut, text, **features) == advances(whole, text, **features)
        assert advances(cut, text, **features) != advances(cut, text, liga=False, ccmp=False)


def test_subset_is_the_same_for_the_same_characters() -> None:
    """Order and repetition of the characters change nothing; another character does."""
    serif = of_role("latin")[0]
    assert subset(serif, "banana") == subset(serif, "nab")
    assert subset(serif, "banana") != subset(serif, "bananas")
    assert len(subset(FACES[0], "字")) < 20_000


def test_an_installed_noto_serif_cjk_serves_what_our_faces_lack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Traditional and rare Han come from it; without it, they are nobody's."""
    song = next(face.path for face in FACES if face.family == "Publisher Song")
    shutil.copy(song, tmp_path / "NotoSerifCJK-Regular.ttc")
    for folders, expected in (((tmp_path,), True), ((tmp_path / "none",), False)):
        monkeypatch.setattr(fonts, "_font_folders", lambda found=folders: iter(found))
        fonts._rare.cache_clear()
        assert fonts.rare("茶") is expected
    fonts._rare.cache_clear()
