"""`python -m bot` is the command `flashguard`."""

from bot.cli import main

main()
