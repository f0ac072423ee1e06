"""Set-ups of Pango that all texts of a style share: context, font, language, features.

WeasyPrint makes them anew for each piece of text that it measures or draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from weasyprint.text import line_break
from weasyprint.text.constants import LST_TO_ISO, PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description

from publisher.write.pdf.composition.keeping import of_style

_SETUP = "warm_setup"
_STRUT = "warm_strut"

_strut = line_break.strut


@dataclass(frozen=True, slots=True)
class _Setup:
    """What the texts of one style have in common."""

    context: Any
    font: Any
    held: object
    """What C reads as long as the others are in use."""

    said: dict[str, object]
    """Attributes of a layout."""

    features: Any
    """None where the style asks for none."""


def _language(style: Any) -> tuple[Any, object, bool]:  # noqa: ANN401  # a style of WeasyPrint
    """The language of a style, what holds its name, and whether the style names it."""
    override = style["font_language_override"]
    if override != "normal":
        name = LST_TO_ISO.get(override.lower(), override)
    elif style["lang"]:
        name = style["lang"]
    else:
        return pango.pango_language_get_default(), None, False
    pointer, held = unicode_to_char_p(name)
    return pango.pango_language_from_string(pointer), held, bool(held)


def _lines(context: Any, font: Any, language: Any) -> dict[str, object]:  # noqa: ANN401  # of Pango
    """Where lines under and through the words stand."""
    metrics = ffi.gc(
        pango.pango_context_get_metrics(context, font, language), pango.pango_font_metrics_unref
    )
    get = "pango_font_metrics_get_{}".format
    names = {
        "ascent": "ascent",
        "underline_position": "underline_position",
        "strikethrough_position": "strikethrough_position",
        "underline_thickness": "underline_thickness",
        "strikethrough_thickness": "strikethrough_thickness",
    }
    return {
        name: FROM_UNITS * getattr(pango, get(called))(metrics) for name, called in names.items()
    }


_NO_LINES = dict.fromkeys(("ascent", "underline_position", "strikethrough_position"))


def _features(style: Any) -> Any:  # noqa: ANN401  # a style of WeasyPrint
    found = font_features(
        style["font_kerning"],
        style["font_variant_ligatures"],
        style["font_variant_position"],
        style["font_variant_caps"],
        style["font_variant_numeric"],
        style["font_variant_alternates"],
        style["font_variant_east_asian"],
        style["font_feature_settings"],
    )
    if not found:
        return None
    words = ",".join(f"{key} {value}" for key, value in found.items()).encode()
    kept = style.font_config.font_features
    if words not in kept:
        kept[words] = pango.pango_attr_font_features_new(words)
    return kept[words]


def _made(style: Any) -> _Setup:  # noqa: ANN401  # a style of WeasyPrint
    context = ffi.gc(
        pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref
    )
    pango.pango_context_set_round_glyph_positions(context, False)  # noqa: FBT003  # as Pango has it
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    language, held, is_named = _language(style)
    if is_named:
        pango.pango_context_set_language(context, language)
    font = get_font_description(style)
    is_plain = style["text_decoration_line"] == "none"
    lines = _NO_LINES if is_plain else _lines(context, font, language)
    return _Setup(context, font, held, {"language": language, **lines}, _features(style))


def setup(layout: Any, style: Any) -> None:  # noqa: ANN401  # as WeasyPrint has it
    """Make the Pango layout of a text; stands in for `Layout.setup`."""
    kept = of_style(style)
    if _SETUP not in kept:
        kept[_SETUP] = _made(style)
    made: _Setup = kept[_SETUP]
    vars(layout).update(made.said)
    layout.style = style
    layout.first_line_direction = 0
    layout.layout = ffi.gc(pango.pango_layout_new(made.context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)  # noqa: FBT003  # as Pango has it
    pango.pango_layout_set_font_description(layout.layout, made.font)
    if made.features is not None:
        attributes = pango.pango_attr_list_new()
        pango.pango_attr_list_insert(attributes, made.features)
        pango.pango_layout_set_attributes(layout.layout, attributes)


def strut(style: Any) -> tuple[float, float]:  # noqa: ANN401  # as WeasyPrint has it
    """The height of a line of a style, and its baseline; stands in for `strut`."""
    kept = of_style(style)
    if _STRUT not in kept:
        kept[_STRUT] = _strut(style)
    found: tuple[float, float] = kept[_STRUT]
    return found
