"""What a press keeps from one layout for the next: computed styles, set-ups of Pango, plain sizes.

All of it is what WeasyPrint would work out again to the same value. Like composition it reaches
into WeasyPrint through the hooks of one table, and does nothing with a version that was not read.
"""

from __future__ import annotations

from publisher.write.pdf.warm.hooks import HOOKS, RELIED_ON, kept_warm
from publisher.write.pdf.warm.styles import PASSING, SharedStyles, Wardrobe

__all__ = ["HOOKS", "PASSING", "RELIED_ON", "SharedStyles", "Wardrobe", "kept_warm"]
