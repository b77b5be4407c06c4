"""A person's own record as a PDF for themselves or the police, like any other case's."""

from __future__ import annotations

import asyncio
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from bot.domain import Case
from bot.evidence.database import Database
from bot.evidence.ledger.log import entries_of
from bot.evidence.private_records import PrivateRecords
from bot.evidence.report import Report, custody
from bot.evidence.report_export import Format, export


class PrivateReports:
    """Makes reports of people's own records, one at a time: each takes a second of computing."""

    def __init__(self, database: Database, store: PrivateRecords, folder: Path) -> None:
        """Use an open database; `folder` is `config/report`."""
        self._database = database
        self._store = store
        self._folder = folder
        self._turn = asyncio.Lock()

    async def pdf(self, case: Case, at: datetime) -> bytes:
        """Return a record as a PDF; that it was taken out is a step of it, and stands in it.

        Raises ReportError or StoreError with the mend.
        """
        await self._store.exported(case, Format.PDF.value, at)
        async with self._database.read() as connection:
            steps = custody(await entries_of(connection, case.case_id))
        screenings = [f.screening for f in case.findings if f.screening is not None]
        software = [name for s in screenings for name in s.software]
        report = Report(
            case=case,
            made_at=at,
            made_for="the person whose own record this is",
            version=version("flashguard"),
            steps=steps,
            network={
                f"Network {s.model}": s.model_sha256
                for s in screenings
                if s.model and s.model_sha256
            },
            decoders={"Software": ", ".join(dict.fromkeys(software))} if software else {},
        )
        async with self._turn:
            return await asyncio.to_thread(export, report, Format.PDF, self._folder)
