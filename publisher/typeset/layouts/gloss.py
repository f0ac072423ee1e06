"""The second language alone, with the difficult words of the first explained at the page foot."""

from __future__ import annotations

from publisher.language import Language
from publisher.model import Order
from publisher.typeset.layouts import Layout
from publisher.typeset.measures import ONE_LANGUAGE, alone


def _languages(order: Order) -> tuple[Language, ...]:
    return order.languages[1:]


LAYOUT = Layout(alone, print_css=ONE_LANGUAGE, languages=_languages, has_notes_at_foot=True)
