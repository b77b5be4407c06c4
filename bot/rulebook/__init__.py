"""A server's rules: the document that it writes, and the policy that follows for each post."""

from bot.rulebook.build import Installation, Presets, rulebook
from bot.rulebook.document import PolicyDocument, from_data, read_toml, told, write_toml
from bot.rulebook.layers import Rulebook

__all__ = [
    "Installation",
    "PolicyDocument",
    "Presets",
    "Rulebook",
    "from_data",
    "read_toml",
    "rulebook",
    "told",
    "write_toml",
]
