"""What a person can do and who helps them, per place: facts with sources, shown as cards.

Facts are data (`config/guidance/`); this package checks them, chooses among them and renders
them. It sends nothing.
"""

from bot.guidance.guide import FALLBACK, INCIDENTS, Guidance, incident

__all__ = ["FALLBACK", "INCIDENTS", "Guidance", "incident"]
