"""Which facts may be shown: verified, fresh, and for what happened."""

from __future__ import annotations

from datetime import date

from bot.guidance.schema import Contact, Jurisdiction, Role, What

_PENALTY_MONTHS = 12


def is_fresh(read: date, today: date) -> bool:
    """Return whether a penalty that was read on a day may still be shown: for twelve months."""
    months = (today.year - read.year) * 12 + today.month - read.month
    return (months, today.day) <= (_PENALTY_MONTHS, read.day)


def showable(
    place: Jurisdiction,
    role: Role,
    *,
    person_shown: bool = False,
    needs_image: bool = False,
    what: What | None = None,
) -> list[Contact]:
    """Return the contacts that may be shown for what happened."""
    return [
        contact
        for contact in place.contacts
        if contact.shown
        and contact.role == role
        and contact.person_shown is person_shown
        and contact.needs_image is needs_image
        and is_for(contact, what)
    ]


def is_for(contact: Contact, what: What | None) -> bool:
    """Return whether a contact is for what happened; None stands for anything."""
    return what is None or not contact.incidents or what in contact.incidents
