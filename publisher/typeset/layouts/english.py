"""English alone: the original without its translation, the glossary as it is."""

from __future__ import annotations

from publisher.language import Language
from publisher.model import Order
from publisher.typeset.layouts import Layout
from publisher.typeset.measures import ONE_LANGUAGE, alone


def _languages(_order: Order) -> tuple[Language, ...]:
    return (Language.EN,)


LAYOUT = Layout(alone, print_css=ONE_LANGUAGE, languages=_languages)
