"""What moderators are told about gates, in English: each sentence with its mend."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.gates import PICTURES, Gate, GateState

_LIMIT = 2000
_TOO_MANY_WEBHOOKS = 30007
_ON, _OFF = "`/flashguard gate` (on)", "`/flashguard gate` (off)"
_STATES = {
    GateState.CLOSING: "is being closed",
    GateState.CLOSED: "closed",
    GateState.OPENING: "is being opened",
}


def closed(channel: discord.abc.GuildChannel) -> str:
    """Return what is answered to a gate that was closed."""
    return (
        f"The gate of {channel.mention} is closed. Members post pictures there with `/share`, which"
        " looks at them first; whoever may manage messages posts as before, and is screened as"
        " everywhere. Text needs no gate.\n-# What other bots and webhooks post there is screened"
        f" after it was posted. {_OFF} puts every permission back as it was."
    )


def opened(channel: discord.abc.GuildChannel) -> str:
    """Return what is answered to a gate that was opened."""
    return (
        f"The gate of {channel.mention} is open, and its permissions are as they were. Pictures"
        " are screened there after they were posted, as everywhere."
    )


def listed(gates: Sequence[Gate]) -> str:
    """Return the list of a server's gates."""
    if not gates:
        return "No channel of this server has a gate. `/flashguard gate` closes one."
    lines = ["**Channels with a gate**, in which pictures are screened before anybody sees them:"]
    for gate in gates:
        since = discord.utils.format_dt(gate.since, "f")
        by = f" by <@{gate.by_user_id}>" if gate.by_user_id > 0 else ""
        line = f"• <#{gate.channel_id}>: {_STATES[gate.state]}, since {since}{by}"
        if sum(map(len, lines)) + len(line) > _LIMIT - 100:
            lines.append("… and more.")
            break
        lines.append(line)
    return "\n".join(lines)


def already(channel: discord.abc.GuildChannel, *, closed: bool) -> str:
    """Return what is answered where there is nothing to do."""
    if closed:
        return f"The gate of {channel.mention} is closed already."
    return f"{channel.mention} has no gate. {_ON} closes one."


def everybody_moderates(channel: discord.abc.GuildChannel) -> str:
    """Return why a gate would shut out nobody."""
    return (
        f"Everybody may manage messages in {channel.mention}, so a gate would shut out nobody. Take"
        " **Manage Messages** from @everyone there, then run the command again."
    )


def not_screened(channel: discord.abc.GuildChannel) -> str:
    """Return why an age-restricted channel has no gate."""
    return (
        f"{channel.mention} is age-restricted, and what is posted there is not screened, so a gate"
        " makes no sense. The operator of this bot can change that"
        " (FLASHGUARD_SCREEN_AGE_RESTRICTED)."
    )


def needs_pictures(channel: discord.abc.GuildChannel) -> str:
    """Return why a media channel has no gate."""
    return (
        f"Every post in {channel.mention} must begin with a picture, so nobody could post there any"
        " more. Choose a forum or a text channel."
    )


def not_yours(channel: discord.abc.GuildChannel) -> str:
    """Return why somebody may not do that."""
    return f"You need **Manage Messages** in {channel.mention} itself. Ask an administrator."


def lacking(channel: discord.abc.GuildChannel, missing: Sequence[str]) -> str:
    """Return what the bot lacks in a channel, and how it is given."""
    return (
        f"I need {_names(missing)} in {channel.mention}: open **Edit Channel → Permissions**, add"
        " my role there if it is not listed, and allow them. Then run the command again. Nothing"
        " was changed."
    )


def cannot_take_away(bits: int) -> str:
    """Return which permissions the bot lacks itself."""
    names = _names([name for bit, name in PICTURES.items() if bits & bit])
    return (
        f"Discord lets me take away only what I may do myself, and I lack {names}: allow them to my"
        " role in **Server Settings → Roles**, then run the command again. Nothing was changed."
    )


def is_too_many_webhooks(error: discord.HTTPException) -> bool:
    """Return whether Discord refused because the channel has all the webhooks it may have."""
    return error.code == _TOO_MANY_WEBHOOKS


def refused(channel: discord.abc.GuildChannel, error: discord.HTTPException) -> str:
    """Return what Discord refused, and the mend."""
    if is_too_many_webhooks(error):
        return (
            f"{channel.mention} has as many webhooks as Discord allows. Delete one in **Edit"
            " Channel → Integrations → Webhooks**, then run the command again."
        )
    return (
        f"Discord did not let me change {channel.mention} (error {error.code}): check that my role"
        " has **View Channel**, **Manage Permissions** and **Manage Webhooks** there, then run the"
        " command again."
    )


def interrupted(channel: discord.abc.GuildChannel, *, begun: bool) -> str:
    """Return what is answered where Discord itself failed."""
    if not begun:
        return "Discord does not answer properly just now. Nothing was changed; please try again."
    return (
        f"Discord does not answer properly just now. {channel.mention} is half done; I go on by"
        " myself, and the channel for moderators is told when it is finished."
    )


def finished(channel_id: int, *, closed: bool) -> str:
    """Return what moderators are told when something half done was finished."""
    if closed:
        return f"🚧 I was interrupted while I closed the gate of <#{channel_id}>. It is closed now."
    return (
        f"🚧 I was interrupted while I opened the gate of <#{channel_id}>. It is open now, and its"
        " permissions are as they were."
    )


def left_half(channel_id: int, error: Exception) -> str:
    """Return what moderators are told of a gate that is stuck."""
    code = f" (error {error.code})" if isinstance(error, discord.HTTPException) else ""
    return (
        f"⚠️ The gate of <#{channel_id}> is stuck: Discord does not let me change the permissions"
        f" there{code}. Give my role **View Channel**, **Manage Permissions** and **Manage"
        " Webhooks** in that channel, and I go on by myself."
    )


def closed_again(channel_id: int) -> str:
    """Return what moderators are told when somebody had opened a closed gate."""
    return (
        f"🚧 The permissions of <#{channel_id}> were changed so that pictures could be posted past"
        f" its gate. I closed it again. If that was meant, open the gate: {_OFF}."
    )


def gave_up(channel_id: int) -> str:
    """Return what moderators are told when something keeps opening a closed gate."""
    return (
        f"⚠️ Something keeps changing the permissions of <#{channel_id}> back, perhaps another bot,"
        " and I stopped trying: pictures can be posted past its gate for an hour. Stop what changes"
        f" them, or open the gate: {_OFF}."
    )


def webhook_left(channel_id: int) -> str:
    """Return what moderators are told of a webhook that the bot may not delete."""
    return (
        f"⚠️ The gate of <#{channel_id}> is open. I may not delete my webhook “Flashguard” there:"
        " delete it in **Edit Channel → Integrations → Webhooks**."
    )


def _names(names: Sequence[str]) -> str:
    bold = [f"**{name}**" for name in names]
    return " and ".join([", ".join(bold[:-1]), bold[-1]] if len(bold) > 1 else bold)
