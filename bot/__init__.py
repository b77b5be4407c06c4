"""Flashguard: a self-hosted Discord bot against cyberflashing."""
