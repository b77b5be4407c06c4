"""Between Discord and the moderator: events in, actions out, and what people press and read."""
