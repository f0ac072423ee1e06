"""Makes fonts/ anew from pinned packages: cut, renamed, and set on one pair of vertical metrics.

    .venv/bin/python tools/make_fonts.py [--packages FOLDER]

A maintainer's tool, no part of a build: it needs `npm`, and Debian's `apt-get` and `dpkg-deb`.
The packages are fetched by those clients, held to the digests below, and kept in FOLDER when one
is named. Run twice, it writes the same bytes.
"""

from __future__ import annotations

import argparse
import bz2
import copy
import hashlib
import subprocess
import sys
import tarfile
import tempfile
import textwrap
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import fontTools
import yaml
from fontTools import subset
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.otlLib.builder import buildLookup, buildMultipleSubstSubtable
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.roundingPen import RoundingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

FONTS = Path(__file__).resolve().parent.parent / "fonts"

TOOLKIT = "4.68.0"
"""The fontTools whose output the digests in fonts.yaml belong to."""

EM = 1000
ASCENT = 1000
DESCENT = -300
"""Units per em, and the metrics of every face: a line is as high with any of them on it."""

BOLD_WEIGHT = 700
"""What CSS calls bold."""


# --- Where the outlines come from ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Package:
    """One archive, at one version, from one of two ordinary clients."""

    client: str
    """`npm` or `apt`."""
    name: str
    version: str
    sha256: str
    """Digest of the archive: another one under the same version is refused."""

    def __str__(self) -> str:
        return f"{self.client} {self.name} {self.version}"


NOTO_SERIF_SC = Package(
    "npm",
    "@expo-google-fonts/noto-serif-sc",
    "0.4.3",
    "ff6bcf5ba68d92dfecc05544bb150f9e724741a932354a0dd97e7289c40a3f5e",
)
WENKAI = Package(
    "apt",
    "fonts-lxgw-wenkai",
    "1.250+repack-1",
    "6d1e4c4aac78ad32062aefa2c836ee4d6e58f9dcf8b3f4407c9eefe304615318",
)
SOURCE_SERIF = Package(
    "npm",
    "@expo-google-fonts/source-serif-4",
    "0.4.1",
    "84f0b412fbc9b0b666d6fe04620b2cd2e54bfd49ca61fe0663a9e5beb30afcc4",
)
NOTO_SERIF = Package(
    "npm",
    "@expo-google-fonts/noto-serif",
    "0.4.2",
    "78810a8143112a326def7ec976601ecb9855a9e79082c727246beec4f0531d0c",
)
JETBRAINS_MONO = Package(
    "npm",
    "@expo-google-fonts/jetbrains-mono",
    "0.4.1",
    "aead50085a2d56fffdac882c5945f9fc4e4785ccb5c8d6f1988f21faa1737c9a",
)
NOTO_MATH = Package(
    "npm",
    "@expo-google-fonts/noto-sans-math",
    "0.4.2",
    "652041ca903e7adcc1502a0621350526463e91416757310391370ff5f8fb3ce8",
)
NOTO_SYMBOLS = Package(
    "npm",
    "@expo-google-fonts/noto-sans-symbols-2",
    "0.4.1",
    "3bf3d6333487df36e88d146e032a9ed8246617ca2dfe1513a8a382c3fad12ac4",
)
NOTO_TECHNICAL = Package(
    "npm",
    "@expo-google-fonts/noto-sans-symbols",
    "0.4.1",
    "d72d2f96c1c351967ec57842471b1da43ab8b1a40ecb003b1b0a0f50a3ee6388",
)
NOTO_EMOJI = Package(
    "npm",
    "@expo-google-fonts/noto-emoji",
    "0.4.7",
    "6a25fd5a4da5bb34bbc2d300531bbf32de86afd866e119314d7e358f61a6104d",
)
UNICODE_DATA = Package(
    "apt",
    "unicode-data",
    "15.0.0-1",
    "5efef23bbb1c6a133ecbdd63a2cfa07159ccacf5466a49e2426101c5ecd691fc",
)


def _fetch(package: Package, into: Path) -> None:
    if package.client == "npm":
        pin = f"{package.name}@{package.version}"
        command = ["npm", "pack", "--silent", pin]
    else:
        command = ["apt-get", "download", "-qq", f"{package.name}={package.version}"]
    subprocess.run(command, cwd=into, check=True)  # noqa: S603 - arguments written above


def _archive(package: Package, folder: Path) -> Path:
    home = folder / package.sha256[:12]
    home.mkdir(parents=True, exist_ok=True)
    if not any(home.iterdir()):
        _fetch(package, home)
    (archive,) = home.iterdir()
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != package.sha256:
        sys.exit(f"{package}: sha256 is {found}, expected {package.sha256}")
    return archive


def _unpacked(package: Package, folder: Path, scratch: Path) -> Path:
    archive = _archive(package, folder)
    target = scratch / package.sha256[:12]
    if not target.exists():
        target.mkdir()
        if package.client == "npm":
            with tarfile.open(archive) as tar:
                tar.extractall(target, filter="data")
        else:
            command = ["dpkg-deb", "-x", str(archive), str(target)]
            subprocess.run(command, check=True)  # noqa: S603 - arguments written above
    return target


class Packages:
    """The packages, each fetched and unpacked when it is first asked for."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder = folder
        self._scratch = scratch

    def file(self, package: Package, pattern: str) -> Path:
        """Path of the one file in `package` whose name fits the glob `pattern`."""
        (path,) = _unpacked(package, self._folder, self._scratch).rglob(pattern)
        return path

    def font(self, package: Package, pattern: str) -> TTFont:
        """Read the one font file that fits; its dates stay as they are."""
        return TTFont(self.file(package, pattern), recalcTimestamp=False)


# --- Which characters a face serves -------------------------------------------------------------


def _points(*spans: str) -> frozenset[int]:
    """Code points of spans written in hexadecimal, `2190-21FF` or `203B`."""
    points: set[int] = set()
    for span in spans:
        first, _, last = span.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


SPACES = _points("20", "A0")
"""In every face: a space is set in the face of the letter before it."""

SELECTORS = _points("FE0E-FE0F")
"""They ask for the text or the emoji form of the sign before them."""

EM_WIDE_MARKS = frozenset(map(ord, "“”‘’—―…·⸺‖※"))
"""Marks that Latin faces have too, and that Chinese sets one em wide (the dash ⸺ two)."""

HAN_MARKS = _points("3000-3029", "3030-303F", "FF01-FF5E", "FFE0-FFE6")
KANA = _points("3041-3096", "309B-30FF")

HAN_SYMBOLS = _points(
    *("2103", "2109", "2160-216B", "2170-217B", "2190-23FF", "2460-24FF", "25A0-27BF"),
    *("2900-2BFF", "3220-3229", "3251-325F", "32B1-32BF"),
)
HAN_OVER_LATIN = EM_WIDE_MARKS | _points("2190-21FF", "25A0-25FF", "2600-27BF")
"""What the Chinese face keeps although the Latin one has it: a Chinese line counts in ems."""

LATIN_GRAFTS = _points(
    *("0180-02FF", "0300-036F", "0370-052F", "1D00-1DBF", "1E00-1FFF", "2010-2027", "2030-205E"),
    *("2070-209F", "20A0-20CF", "2100-218B", "2C60-2C7F"),
)
SYMBOLS = _points("20D0-2BFF", "1D400-1D7FF")
SYMBOL_GRAFTS = _points("2300-23FF", "25A0-27BF", "2B00-2BFF")
EMOJI = _points("20-39", "A0-AE", "2000-3299", "1F000-1FAFF", "E0020-E007F") | SELECTORS

LESS_COMMON = _points("B5", "2B0-2FF")
"""The micro sign and the modifier letters: of two that share a glyph, these get the copy."""


def gb2312() -> frozenset[int]:
    """Return the characters of GB 2312, by Python's own codec: 6,763 of them are Han."""
    rows, cells = range(0xA1, 0xF8), range(0xA1, 0xFF)
    pairs = b"".join(bytes((row, cell)) for row in rows for cell in cells)
    return frozenset(map(ord, pairs.decode("gb2312", errors="ignore")))


def general_standard(unihan: Path) -> frozenset[int]:
    """Read the 8,105 characters of 通用规范汉字表 (2013): `kTGH` of the Unicode Han database."""
    lines = bz2.decompress(unihan.read_bytes()).decode().split("\n")
    rows = (line.split("\t") for line in lines if line.startswith("U+"))
    points = frozenset(
        int(point.removeprefix("U+"), base=16) for point, field, _ in rows if field == "kTGH"
    )
    if len(points) != 8105:  # noqa: PLR2004 - the number the table itself states
        sys.exit(f"通用规范汉字表: {len(points)} characters instead of 8,105")
    return points


def han(packages: Packages) -> frozenset[int]:
    """Every Han character the Chinese faces are cut to."""
    unihan = packages.file(UNICODE_DATA, "Unihan_OtherMappings.txt.bz2")
    return general_standard(unihan) | (gb2312() & _points("4E00-9FFF"))


# --- Steps of the work on one font --------------------------------------------------------------


def _map_characters(font: TTFont, mapping: Mapping[int, str]) -> None:
    FontBuilder(font=font).setupCharacterMap(dict(sorted(mapping.items())))


def _add_glyphs(font: TTFont, glyphs: Mapping[str, tuple[object, int]]) -> None:
    order = [*font.getGlyphOrder(), *glyphs]
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order
    for name, (glyph, advance) in glyphs.items():
        font["glyf"].glyphs[name] = glyph
        font["hmtx"].metrics[name] = (advance, getattr(glyph, "xMin", 0))


def _outline(font: TTFont, glyph: str, scale: float = 1, right: float = 0, up: float = 0) -> object:
    """Draw the glyph as plain contours, scaled about the origin and then moved."""
    glyphs = font.getGlyphSet()
    recording = DecomposingRecordingPen(glyphs)
    glyphs[glyph].draw(recording)
    pen = TTGlyphPen(None)
    recording.replay(TransformPen(RoundingPen(pen), (scale, 0, 0, scale, right, up)))
    drawn = pen.glyph()
    drawn.recalcBounds(font["glyf"])
    return drawn


def cut(
    font: TTFont, points: frozenset[int], features: Iterable[str], glyphs: Iterable[str] = ()
) -> None:
    """Keep these points, features and glyphs; drop hinting and what only vertical text needs."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = list(features)
    options.notdef_outline = True
    options.drop_tables += ["BASE", "MATH", "STAT", "VORG", "gasp", "vhea", "vmtx"]
    if not options.layout_features:
        options.drop_tables += ["GDEF", "GPOS", "GSUB"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=points & font.getBestCmap().keys(), glyphs=glyphs)
    subsetter.subset(font)


def graft(font: TTFont, donor: TTFont, points: frozenset[int], scale: float = 1) -> None:
    """Give the font those of the points that it lacks and the donor has, as plain outlines."""
    own, other = font.getBestCmap(), donor.getBestCmap()
    wanted = sorted((points & other.keys()) - own.keys())
    names = {point: f"graft{point:04X}" for point in wanted}
    widths = donor["hmtx"].metrics
    _add_glyphs(
        font,
        {
            name: (_outline(donor, other[point], scale), round(widths[other[point]][0] * scale))
            for point, name in names.items()
        },
    )
    _map_characters(font, own | names)


def one_glyph_per_character(font: TTFont) -> None:
    """Copy shared glyphs, so that text copied from a PDF has the characters that went in.

    The commoner character keeps the glyph and with it the kerning.
    """
    shared = defaultdict(list)
    mapping = font.getBestCmap()
    for point in sorted(mapping, key=lambda point: (point in LESS_COMMON, point)):
        shared[mapping[point]].append(point)
    copies = {point: name for name, points in shared.items() for point in points[1:]}
    names = {point: f"copy{point:04X}" for point in copies}
    _add_glyphs(
        font,
        {
            names[point]: (copy.deepcopy(font["glyf"][name]), font["hmtx"].metrics[name][0])
            for point, name in copies.items()
        },
    )
    _map_characters(font, mapping | names)


def _space(font: TTFont, advance: int) -> None:
    mapping = font.getBestCmap()
    _add_glyphs(font, {"nbspace": (TTGlyphPen(None).glyph(), advance)})
    font["hmtx"].metrics[mapping[0x20]] = (advance, 0)
    _map_characters(font, mapping | {0xA0: "nbspace"})


def _hyphens(font: TTFont) -> None:
    mapping = font.getBestCmap()
    # HarfBuzz would fall back to the hyphen, but Pango looks for another font before that.
    _map_characters(font, {0x2010: mapping[0x2D], 0x2011: mapping[0x2D]} | mapping)


LIGATURES = 4
"""The type of a GSUB lookup that puts one glyph for several."""


def _two_em_dash(font: TTFont, dash: str) -> str:
    """Name the glyph that stands for two of the one-em dash `dash` in a row."""
    lookups = (
        each for each in font["GSUB"].table.LookupList.Lookup if each.LookupType == LIGATURES
    )
    tables = (table for lookup in lookups for table in lookup.SubTable)
    rules = (rule for table in tables for rule in table.ligatures.get(dash, ()))
    return next(str(rule.LigGlyph) for rule in rules if rule.Component == [dash])


def _em_wide_marks(font: TTFont) -> None:
    """Map — and ⸺ to the one- and two-em glyphs kept for `locl`; set `·` on one em.

    Adds the glyph `dashes`, what —— is drawn with.
    """
    mapping = font.getBestCmap()
    dot, dash = mapping[0xB7], mapping[0x2015]
    box, stroke = font["glyf"][dot], font["glyf"][dash]
    right = (EM - box.xMin - box.xMax) / 2
    up = (stroke.yMin + stroke.yMax - box.yMin - box.yMax) / 2
    long = _outline(font, _two_em_dash(font, dash))
    drawn = {"middot": (_outline(font, dot, right=right, up=up), EM), "dashes": (long, 2 * EM)}
    _add_glyphs(font, drawn | {"twoem": (long, 2 * EM)})
    _map_characters(font, mapping | {0xB7: "middot", 0x2014: dash, 0x2E3A: "twoem"})


def _join_dashes(font: TTFont) -> None:
    dash = font.getBestCmap()[0x2014]
    rule = f"feature ccmp {{ sub {dash} {dash} by dashes; }} ccmp;"
    addOpenTypeFeaturesFromString(font, rule, tables={"GSUB"})


def absorb_selectors(font: TTFont) -> None:
    """Let U+FE0E and U+FE0F vanish into the glyph before them.

    A selector left over as an empty glyph shares that glyph's cluster, and WeasyPrint then maps
    the visible one to no text: copied from the PDF, the sign would be lost.
    """
    own = font.getBestCmap()
    blank = {
        f"selector{point:X}": (TTGlyphPen(None).glyph(), 0) for point in SELECTORS - own.keys()
    }
    _add_glyphs(font, dict(sorted(blank.items())))
    _map_characters(font, {point: f"selector{point:X}" for point in SELECTORS} | own)
    if "GSUB" not in font:
        rule = f"feature ccmp {{ sub {next(iter(blank))} by NULL; }} ccmp;"
        addOpenTypeFeaturesFromString(font, rule, tables={"GSUB"})
    mapping = font.getBestCmap()
    removal = buildMultipleSubstSubtable({mapping[point]: [] for point in sorted(SELECTORS)})
    table = font["GSUB"].table
    table.LookupList.Lookup.append(buildLookup([removal]))
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "ccmp":
            record.Feature.LookupListIndex.append(len(table.LookupList.Lookup) - 1)


CLOSING = "，。、：；？！）》」』】〕］｝〉〗"
OPENING = "（《「『【〔［｛〈〖"


def _kai_spacing(font: TTFont) -> None:
    """Give the Kai the features `chws` and `halt` of the Song: half an em off a mark by a mark."""
    mapping = font.getBestCmap()
    closing, opening = (
        " ".join(mapping[ord(mark)] for mark in marks) for marks in (CLOSING, OPENING)
    )
    rules = f"""
        @closing = [{closing}]; @opening = [{opening}]; @blank = [{mapping[0x3000]}];
        @mark = [@closing @opening @blank]; @before = [@opening @blank];
        feature chws {{
            pos @closing @mark -500;
            pos @before <0 0 0 0> @opening <-500 0 -500 0>;
        }} chws;
        feature halt {{ pos @closing <0 0 -500 0>; pos @opening <-500 0 -500 0>; }} halt;
    """
    addOpenTypeFeaturesFromString(font, rules, tables={"GPOS"})


def _emoji_size(font: TTFont) -> None:
    """Make an emoji one em wide and centre it where ideographs are centred."""
    widest = max(advance for advance, _ in font["hmtx"].metrics.values())
    scale_upem(font, round(font["head"].unitsPerEm * EM / widest))
    font["head"].unitsPerEm = EM
    lift = 110
    outlines = {name: _outline(font, name, up=lift) for name in font.getGlyphOrder()}
    font["glyf"].glyphs.update(outlines)


def equal_metrics(font: TTFont, weight: int, style: str) -> None:
    """Set the shared line metrics, and the bits that say which style this is."""
    head, hhea, os2 = font["head"], font["hhea"], font["OS/2"]
    if head.unitsPerEm != EM:
        scale_upem(font, EM)
    hhea.ascent = os2.sTypoAscender = os2.usWinAscent = ASCENT
    hhea.descent = os2.sTypoDescender = DESCENT
    os2.usWinDescent = -DESCENT
    hhea.lineGap = os2.sTypoLineGap = 0
    bold, italic = weight >= BOLD_WEIGHT, style == "italic"
    os2.version = max(os2.version, 4)  # USE_TYPO_METRICS came with version 4
    os2.usWeightClass = weight
    os2.fsSelection = italic | bold << 5 | (not (italic or bold)) << 6 | 1 << 7
    head.macStyle = bold | italic << 1
    os2.recalcUnicodeRanges(font)


LICENCE_NOTE = (
    "This Font Software is licensed under the SIL Open Font License, Version 1.1. "
    "This license is available with a FAQ at: https://openfontlicense.org"
)


def rename(font: TTFont, family: str, style_name: str, donors: Iterable[TTFont]) -> None:
    """Name the font after this project; the copyright stays with those who drew it."""
    table = font["name"]
    copyrights = dict.fromkeys(str(each["name"].getDebugName(0)) for each in (font, *donors))
    version = str(table.getDebugName(5)).partition(";")[0]
    post_script = f"{family.replace(' ', '')}-{style_name.replace(' ', '')}"
    table.names = []
    for identifier, text in (
        (0, "\n".join(copyrights)),
        (1, family),
        (2, style_name),
        (3, f"{version};{post_script}"),
        (4, f"{family} {style_name}"),
        (5, version),
        (6, post_script),
        (10, "A modified version: cut, renamed and given other metrics. See the licence file."),
        (13, LICENCE_NOTE),
        (14, "https://openfontlicense.org"),
    ):
        table.setName(text, identifier, 3, 1, 0x409)


# --- The faces ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Style:
    """One face of a family."""

    weight: int
    style: str
    """`normal` or `italic`."""
    pattern: str
    """Name of its file in each package, where `?*` stands for the family."""

    @property
    def name(self) -> str:
        """The style as font menus have it: Regular, Bold, Italic, Bold Italic."""
        words = ("Bold" * (self.weight == BOLD_WEIGHT), "Italic" * (self.style == "italic"))
        return " ".join(filter(None, words)) or "Regular"


REGULAR = Style(400, "normal", "?*_400Regular.ttf")
BOLD = Style(700, "normal", "?*_700Bold.ttf")
ITALIC = Style(400, "italic", "?*_400Regular_Italic.ttf")
BOLD_ITALIC = Style(700, "italic", "?*_700Bold_Italic.ttf")


@dataclass(frozen=True, slots=True)
class Family:
    """One family: where it comes from and what is done to it."""

    name: str
    role: str
    """What a theme asks it for: han, kai, latin, mono, symbols or emoji."""
    packages: tuple[Package, ...]
    """The package whose font is cut, then those that glyphs are borrowed from."""
    styles: tuple[Style, ...]
    draw: Callable[[Packages, Style], tuple[TTFont, tuple[TTFont, ...]]]
    """Makes the font of one style; returns it and the fonts it borrowed from."""
    changes: str
    """What was changed, for the licence file: the licence asks for it."""

    @property
    def slug(self) -> str:
        """The name as file names begin with it."""
        return self.name.replace(" ", "")


Drawn = tuple[TTFont, tuple[TTFont, ...]]


def _latin_space(packages: Packages, style: Style) -> int:
    source = packages.font(SOURCE_SERIF, style.pattern)
    return int(source["hmtx"].metrics[source.getBestCmap()[0x20]][0])


def _song(packages: Packages, style: Style) -> Drawn:
    font = packages.font(NOTO_SERIF_SC, style.pattern)
    latin = packages.font(SOURCE_SERIF, style.pattern).getBestCmap().keys()
    symbols = (HAN_SYMBOLS | (gb2312() & _points("2000-2BFF"))) - _points("2500-259F")
    symbols -= latin - HAN_OVER_LATIN
    wanted = han(packages) | HAN_MARKS | KANA | symbols | EM_WIDE_MARKS | SPACES
    _em_wide_marks(font)
    cut(font, wanted, ("chws", "halt"), ("dashes",))
    _join_dashes(font)
    one_glyph_per_character(font)
    _space(font, _latin_space(packages, style))
    return font, ()


def _kai(packages: Packages, style: Style) -> Drawn:
    font = packages.font(WENKAI, style.pattern)
    cut(font, han(packages) | HAN_MARKS | KANA | SPACES, ())
    _kai_spacing(font)
    one_glyph_per_character(font)
    _space(font, _latin_space(packages, REGULAR))
    return font, ()


LATIN_FEATURES = (
    *("kern", "mark", "mkmk", "liga", "ccmp", "locl", "case", "frac", "numr", "dnom", "ordn"),
    *("lnum", "onum", "pnum", "tnum", "zero", "smcp", "c2sc", "sups", "subs"),
)


def _serif(packages: Packages, style: Style) -> Drawn:
    font = packages.font(SOURCE_SERIF, style.pattern)
    donor = packages.font(NOTO_SERIF, style.pattern)
    cut(font, frozenset(font.getBestCmap()), LATIN_FEATURES)
    _hyphens(font)
    graft(font, donor, LATIN_GRAFTS, font["OS/2"].sxHeight / donor["OS/2"].sxHeight)
    one_glyph_per_character(font)
    return font, (donor,)


def _mono(packages: Packages, style: Style) -> Drawn:
    font = packages.font(JETBRAINS_MONO, style.pattern)
    cut(font, frozenset(font.getBestCmap()) - {0xFEFF}, ("ccmp", "mark", "mkmk", "locl", "zero"))
    _hyphens(font)
    one_glyph_per_character(font)
    return font, ()


def _symbols(packages: Packages, style: Style) -> Drawn:
    font = packages.font(NOTO_MATH, style.pattern)
    donors = (
        packages.font(NOTO_SYMBOLS, style.pattern),
        packages.font(NOTO_TECHNICAL, style.pattern),
    )
    emoji = packages.font(NOTO_EMOJI, style.pattern).getBestCmap().keys()
    cut(font, (SYMBOLS - (emoji - _points("2190-21FF"))) | SPACES, ())
    for donor in donors:
        graft(font, donor, SYMBOL_GRAFTS - emoji)
    one_glyph_per_character(font)
    _space(font, _latin_space(packages, style))
    return font, donors


def _emoji(packages: Packages, style: Style) -> Drawn:
    font = packages.font(NOTO_EMOJI, style.pattern)
    _emoji_size(font)
    cut(font, frozenset(font.getBestCmap()) & EMOJI, ("ccmp",))
    _space(font, _latin_space(packages, style))
    return font, ()


FAMILIES = (
    Family(
        "Publisher Song",
        "han",
        (NOTO_SERIF_SC,),
        (REGULAR, BOLD),
        _song,
        "Cut to GB 2312, 通用规范汉字表 (8,105 characters), Chinese punctuation, kana, enclosed "
        "numbers and common symbols, without the Latin, Greek and Cyrillic alphabets. The dash "
        "and the middle dot are one em wide, two dashes join. The space is as wide as that of "
        "Publisher Serif.",
    ),
    Family(
        "Publisher Kai",
        "kai",
        (WENKAI,),
        (Style(400, "normal", "?*WenKai-Regular.ttf"),),
        _kai,
        "Cut to GB 2312, 通用规范汉字表 (8,105 characters), Chinese punctuation and kana, without "
        "quotation marks, dashes and alphabets. The features chws and halt were added, and the "
        "space is as wide as that of Publisher Serif.",
    ),
    Family(
        "Publisher Serif",
        "latin",
        (SOURCE_SERIF, NOTO_SERIF),
        (REGULAR, ITALIC, BOLD, BOLD_ITALIC),
        _serif,
        "Features few books use were dropped. Phonetic letters, polytonic Greek, more Latin and "
        "Cyrillic letters, superscripts, currency and letterlike signs come from the second font, "
        "scaled to the x-height of the first.",
    ),
    Family(
        "Publisher Mono",
        "mono",
        (JETBRAINS_MONO,),
        (REGULAR, BOLD),
        _mono,
        "The ligatures for code were dropped: a book shows code as it is typed.",
    ),
    Family(
        "Publisher Symbols",
        "symbols",
        (NOTO_MATH, NOTO_SYMBOLS, NOTO_TECHNICAL),
        (REGULAR,),
        _symbols,
        "Cut to arrows, mathematical operators and alphabets, technical signs and shapes, the "
        "mathematical table dropped; dingbats and key signs come from the other two fonts.",
    ),
    Family(
        "Publisher Emoji",
        "emoji",
        (NOTO_EMOJI,),
        (REGULAR,),
        _emoji,
        "Scaled so that an emoji is one em wide, and raised to the middle of an ideograph.",
    ),
)


# --- What goes beside the fonts -----------------------------------------------------------------


def _plain(licence: Path) -> str:
    """Return a licence as text; in Debian's copyright files it is one indented part of several."""
    text = licence.read_text(encoding="utf-8")
    if not text.startswith("Format:"):
        return text.strip()
    _, _, rest = text.partition("\nLicense: OFL-1.1\n -")
    lines = f" -{rest.partition(chr(10) + 'License:')[0]}".split("\n")
    return "\n".join("" if line.strip() == "." else line[1:] for line in lines).strip()


def _source_notice(packages: Packages, package: Package, font: TTFont) -> str:
    pattern = "LICENSE_FONT" if package.client == "npm" else "copyright"
    name, copyrights = font["name"].getDebugName(4), font["name"].getDebugName(0)
    reserved = 'With Reserved Font Names "霞鹜" and "LXGW".\n' if package is WENKAI else ""
    licence = _plain(packages.file(package, pattern))
    return f"{name} (package: {package})\n{copyrights}\n{reserved}\n{licence}\n"


MODIFIED = (
    "is a modified version of the font software named below, and under the same licence, the SIL "
    "Open Font License, Version 1.1."
)
COMMON_CHANGES = (
    "As in every font of this folder, the name was changed, hinting and vertical setting were "
    "dropped, and the line metrics are ascent 1000, descent -300, gap 0."
)


def licence(packages: Packages, family: Family) -> str:
    """Write a family's licence file: what it is, what was changed, the licences."""
    rule = f"\n{'=' * 80}\n\n"
    pattern = family.styles[0].pattern
    sources = (packages.font(package, pattern) for package in family.packages)
    notices = [
        _source_notice(packages, package, font)
        for package, font in zip(family.packages, sources, strict=True)
    ]
    changes = f"What was changed: {family.changes} {COMMON_CHANGES}"
    head = (f"{family.name} {MODIFIED}", changes)
    opening = "\n\n".join(textwrap.fill(paragraph, 80) for paragraph in head)
    return rule.join([f"{opening}\n", *notices])


def _entry(family: Family, style: Style, path: Path) -> dict[str, object]:
    return {
        "family": family.name,
        "weight": style.weight,
        "style": style.style,
        "role": family.role,
        "file": path.name,
        "licence": f"licences/{family.slug}.txt",
        "source": [str(package) for package in family.packages],
        "characters": len(TTFont(path, lazy=True).getBestCmap()),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


def make_face(packages: Packages, family: Family, style: Style, folder: Path) -> dict[str, object]:
    """Write one font file; return its entry in the manifest."""
    font, donors = family.draw(packages, style)
    absorb_selectors(font)
    equal_metrics(font, style.weight, style.style)
    rename(font, family.name, style.name, donors)
    font["post"].formatType = 3.0  # no glyph names
    path = folder / f"{family.slug}-{style.name.replace(' ', '')}.ttf"
    font.save(path)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")
    return _entry(family, style, path)


MANIFEST_HEAD = """\
# The fonts of this folder. Made by tools/make_fonts.py: change that, not this.
# Every face has ascent 1000, descent -300 and gap 0 in 1000 units to the em.
"""


def make(packages: Packages, folder: Path) -> None:
    """Write every font, licence and the manifest into `folder`."""
    (folder / "licences").mkdir(parents=True, exist_ok=True)
    entries = []
    for family in FAMILIES:
        text = licence(packages, family)
        (folder / "licences" / f"{family.slug}.txt").write_text(text, encoding="utf-8")
        entries += [make_face(packages, family, style, folder) for style in family.styles]
    manifest = yaml.safe_dump({"faces": entries}, allow_unicode=True, sort_keys=False, width=100)
    (folder / "fonts.yaml").write_text(MANIFEST_HEAD + manifest, encoding="utf-8")


def main() -> None:
    """Read the command line and make the fonts."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--packages", type=Path, help="folder that keeps the packages")
    parser.add_argument("--into", type=Path, default=FONTS, help="where to write (fonts/)")
    arguments = parser.parse_args()
    if fontTools.version != TOOLKIT:
        print(f"fontTools is {fontTools.version}, not {TOOLKIT}: the bytes may differ.")
    with tempfile.TemporaryDirectory() as scratch:
        kept = arguments.packages or Path(scratch, "packages")
        make(Packages(kept.resolve(), Path(scratch)), arguments.into)


if __name__ == "__main__":
    main()
