"""What a gate changes: nobody below moderators shows a picture, and all comes back bit by bit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import discord
from hypothesis import given
from hypothesis import strategies as st

from bot.gates import (
    ADMINISTRATOR,
    GATED,
    MANAGE_MESSAGES,
    PICTURES,
    Before,
    Change,
    Kind,
    Overwrite,
    Rights,
    close,
    reopen,
)

EVERYONE = 1
ROLES, MEMBERS = range(2, 6), range(10, 13)
BITS = [*PICTURES, ADMINISTRATOR, MANAGE_MESSAGES, 1 << 10, 1 << 11, 1 << 52]
some_bits = st.lists(st.sampled_from(BITS), unique=True).map(sum)
others = st.lists(st.sampled_from([1 << 10, 1 << 11, 1 << 52]), unique=True).map(sum)


@st.composite
def overwrites(draw: st.DrawFn, bits: st.SearchStrategy[int] = some_bits) -> dict[int, Overwrite]:
    found = {}
    for target in draw(st.lists(st.sampled_from([EVERYONE, *ROLES, *MEMBERS]), unique=True)):
        allow, deny = draw(bits), draw(bits)
        kind = Kind.MEMBER if target in MEMBERS else Kind.ROLE
        found[target] = Overwrite(target, kind, allow, deny & ~allow)
    return found


@st.composite
def channels(draw: st.DrawFn) -> Rights:
    roles = {r: draw(some_bits) for r in draw(st.lists(st.sampled_from(ROLES), unique=True))}
    # Where everybody is a moderator there is nobody to shut out; the command refuses that.
    roles[EVERYONE] = draw(some_bits) & ~(ADMINISTRATOR | MANAGE_MESSAGES)
    found = draw(overwrites())
    if EVERYONE in found:
        own = found[EVERYONE]
        found[EVERYONE] = replace(own, allow=own.allow & ~MANAGE_MESSAGES)
    known = {t: o for t, o in found.items() if o.kind is Kind.MEMBER or t in roles}
    return Rights(EVERYONE, roles, known)


def applied(rights: Rights, changes: Iterable[Change]) -> Rights:
    """Do to a channel what the REST requests do."""
    found = dict(rights.overwrites)
    for change in changes:
        if change.remove:
            found.pop(change.overwrite.target_id, None)
        else:
            found[change.overwrite.target_id] = change.overwrite
    return replace(rights, overwrites=found)


def permissions(rights: Rights, roles: Iterable[int], member: int | None) -> int:
    """Compute a member's permissions as Discord's reference writes it, apart from the code."""
    base = rights.roles[EVERYONE]
    for role in roles:
        base |= rights.roles[role]
    if base & ADMINISTRATOR:
        return -1
    everyone = rights.overwrites.get(EVERYONE)
    if everyone:
        base = base & ~everyone.deny | everyone.allow
    allow = deny = 0
    for role in roles:
        if own := rights.overwrites.get(role):
            allow, deny = allow | own.allow, deny | own.deny
    base = base & ~deny | allow
    own = rights.overwrites.get(member or 0)
    return base & ~own.deny | own.allow if own else base


@given(channels())
def test_opening_after_closing_is_the_identity(channel: Rights) -> None:
    before, changes = close(channel)
    closed = applied(channel, changes)
    assert dict(applied(closed, reopen(closed, before)).overwrites) == dict(channel.overwrites)


@given(channels(), st.data())
def test_a_crash_after_any_change_is_finished_or_undone_the_same(
    channel: Rights, data: st.DataObject
) -> None:
    before, changes = close(channel)
    half = applied(channel, changes[: data.draw(st.integers(0, len(changes)))])
    fresh, rest = close(half, before)
    assert fresh == []
    assert applied(half, rest) == applied(channel, changes)
    assert dict(applied(half, reopen(half, before)).overwrites) == dict(channel.overwrites)


@given(channels())
def test_closing_what_is_closed_changes_nothing(channel: Rights) -> None:
    before, changes = close(channel)
    assert close(applied(channel, changes), before) == ([], [])


@given(channels(), st.data())
def test_nobody_below_moderators_shows_a_picture(channel: Rights, data: st.DataObject) -> None:
    closed = applied(channel, close(channel)[1])
    known = sorted(set(channel.roles) - {EVERYONE})
    roles = data.draw(st.lists(st.sampled_from(known), unique=True)) if known else []
    member = data.draw(st.sampled_from([*MEMBERS, None]))
    if any(channel.moderates(r, Kind.ROLE) for r in roles):
        return  # one of their roles makes them a moderator
    if member is not None and channel.moderates(member, Kind.MEMBER):
        return
    held = permissions(closed, roles, member)
    assert held == -1 or not held & GATED


@given(channels())
def test_a_moderators_role_keeps_what_it_had(channel: Rights) -> None:
    closed = applied(channel, close(channel)[1])
    for role in set(channel.roles) - {EVERYONE}:
        if channel.moderates(role, Kind.ROLE):
            assert permissions(closed, [role], None) == permissions(channel, [role], None)


@given(channels(), overwrites(others), st.sets(st.sampled_from(ROLES)), st.data())
def test_what_an_admin_changed_meanwhile_stays(
    channel: Rights, meant: Mapping[int, Overwrite], gone: set[int], data: st.DataObject
) -> None:
    """Other bits, removed overwrites and roles that came and went: only our bits are put back."""
    before, changes = close(channel)
    closed = applied(channel, changes)
    roles = {r: p for r, p in closed.roles.items() if r not in gone}
    new = data.draw(st.sampled_from(ROLES))
    roles.setdefault(new, GATED)
    edited = {}
    for target, own in closed.overwrites.items():
        if own.kind is Kind.MEMBER or target in roles:
            wish = meant.get(target, own)
            edited[target] = replace(
                own,
                allow=own.allow & GATED | wish.allow & ~GATED,
                deny=own.deny & GATED | wish.deny & ~GATED,
            )
    changed = Rights(EVERYONE, roles, edited)
    opened = applied(changed, reopen(changed, before))
    for target, own in opened.overwrites.items():
        if own.kind is Kind.ROLE and target not in roles:
            continue
        was = channel.overwrites.get(target, Overwrite(target, own.kind))
        now = edited.get(target, Overwrite(target, own.kind))
        assert (own.allow & GATED, own.deny & GATED) == (was.allow & GATED, was.deny & GATED)
        assert (own.allow & ~GATED, own.deny & ~GATED) == (now.allow & ~GATED, now.deny & ~GATED)
    for target in set(edited) - set(opened.overwrites):
        assert target not in channel.overwrites and not edited[target].allow & ~GATED


def test_a_grant_that_came_later_is_taken_away_and_given_back_as_it_was() -> None:
    channel = Rights(EVERYONE, {EVERYONE: GATED, 2: 0}, {})
    before, changes = close(channel)
    closed = applied(channel, changes)
    later = applied(closed, [Change(Overwrite(2, Kind.ROLE, allow=GATED | 1 << 11))])
    fresh, again = close(later, before)
    assert fresh == [Before(2, Kind.ROLE, True, GATED, 0)]
    assert [c.overwrite for c in again] == [Overwrite(2, Kind.ROLE, allow=1 << 11)]
    shut = applied(later, again)
    opened = applied(shut, reopen(shut, [*before, *fresh]))
    assert opened.overwrites == {2: Overwrite(2, Kind.ROLE, allow=GATED | 1 << 11)}


def test_a_moderators_role_that_is_one_no_longer_loses_its_way_in() -> None:
    channel = Rights(EVERYONE, {EVERYONE: GATED, 2: MANAGE_MESSAGES}, {})
    before, changes = close(channel)
    closed = applied(channel, changes)
    assert closed.overwrites[2].allow == GATED
    demoted = replace(closed, roles={EVERYONE: GATED, 2: 0})
    _, again = close(demoted, before)
    assert [c.overwrite for c in again] == [Overwrite(2, Kind.ROLE)]


def test_a_moderators_role_that_comes_later_is_let_in_as_if_it_had_been_there() -> None:
    channel = Rights(EVERYONE, {EVERYONE: GATED}, {})
    before, changes = close(channel)
    closed = applied(channel, changes)
    helped = replace(closed, roles={EVERYONE: GATED, 2: MANAGE_MESSAGES})
    fresh, more = close(helped, before)
    assert [c.overwrite for c in more] == [Overwrite(2, Kind.ROLE, allow=GATED)]
    shut = applied(helped, more)
    assert applied(shut, reopen(shut, [*before, *fresh])).overwrites == {}


def test_the_bits_are_discords() -> None:
    names = ("attach_files", "embed_links", "external_emojis", "external_stickers")
    wanted = discord.Permissions(**dict.fromkeys((*names, "use_external_apps"), True))
    assert wanted.value == GATED
    assert discord.Permissions.administrator.flag == ADMINISTRATOR
    assert discord.Permissions.manage_messages.flag == MANAGE_MESSAGES
