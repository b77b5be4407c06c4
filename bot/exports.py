"""A file that somebody is given about a case, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A report or a receipt. `proved` says whether the ledger vouches for what is in it."""

    name: str
    data: bytes
    proved: bool = True
