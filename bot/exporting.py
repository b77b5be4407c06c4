"""Makes the files that people are given about a case: reports in any format, and receipts.

What is made is a step of the case first, so that the report's own chain of custody has it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import structlog

from bot.domain import Case
from bot.errors import LedgerError
from bot.evidence.database import Database, whole
from bot.evidence.ledger.entries import RECIPIENT
from bot.evidence.ledger.log import Ledger, entries_of
from bot.evidence.ledger.receipt import Receipt
from bot.evidence.report import Report, Step, custody
from bot.evidence.report_copy import recipients_copy
from bot.evidence.report_export import Format, export
from bot.evidence.store import CaseStore
from bot.exports import ExportFile
from bot.guidance.loader import Facts
from bot.officer import officer_page
from bot.steps import Actor, StepKind
from bot.steps import Step as CaseStep

log = structlog.get_logger(__name__)

IDS = frozenset({"number", "message_id", "link", "posted_at"})
"""The fields of a receipt where somebody may be under 18: by these Discord finds the rest."""
_EARLIER = 50
"""Earlier cases of the same sender that a report names."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A case's receipt, None where nothing could be signed, and its chain of custody."""

    receipt: Receipt | None
    steps: Sequence[Step]


class Exporter:
    """Makes files about cases, one at a time: a PDF takes about a second of computing."""

    def __init__(
        self, database: Database, ledger: Ledger, facts: Facts, folder: Path, where: str | None
    ) -> None:
        """Use an open database and its ledger.

        `folder` is `config/report`; `where` is the place whose law a report names if nobody
        chooses another (a code of the guidance), or None.
        """
        self._database = database
        self._store = CaseStore(database)
        self._ledger = ledger
        self._facts = facts
        self._folder = folder
        self._where = where
        self._turn = asyncio.Lock()

    async def for_moderators(self, case: Case, form: str, by: int, at: datetime) -> ExportFile:
        """Return a case's whole report as pdf, html, json or case; `by` is in its custody.

        Where the ledger cannot sign, the report says that it has no proof. Raises ReportError or
        StoreError with the mend.
        """
        step = CaseStep(StepKind.EXPORTED, at, Actor.MODERATOR, by, form)
        await self._store.add_step(case.case_id, step)
        proof = await self._prove_if_possible(case, RECIPIENT, at)
        data = await self.report(case, Format(form), proof, at, made_for="the server's moderators")
        name = f"case-{case.number}-report{Format(form).suffix}"
        return ExportFile(name, data, proof.receipt is not None)

    async def for_recipient(
        self, case: Case, user_id: int, where: str | None, at: datetime
    ) -> tuple[ExportFile, ...]:
        """Return one person's copy of a case's report as a PDF, and the receipt beside it.

        `where` is the place that they chose, or None. Other people's ids are in neither. No receipt
        where the ledger cannot sign. The step of the case is the caller's.
        """
        proof = await self._prove_if_possible(case, RECIPIENT, at)
        made = await self.report(
            case,
            Format.PDF,
            proof,
            at,
            where=where,
            made_for="somebody who received the image",
            recipient=user_id,
        )
        report = ExportFile(f"case-{case.number}-report.pdf", made, proof.receipt is not None)
        return (*_receipt_file(case, proof), report)

    async def ids_only(self, case: Case, at: datetime) -> tuple[ExportFile, ...]:
        """Return a receipt that shows only by which ids a case is found again, if it can be signed.

        For a case in which somebody may be under 18: no report, no fingerprint, no description.
        """
        return _receipt_file(case, await self._prove_if_possible(case, IDS, at))

    async def report(
        self,
        case: Case,
        form: Format,
        proof: Proof,
        at: datetime,
        *,
        where: str | None = None,
        timezone: str = "UTC",
        made_for: str = "",
        recipient: int | None = None,
    ) -> bytes:
        """Return a case's report. `recipient` makes it that person's copy; others' ids are out.

        Raises ReportError with the mend.
        """
        report = Report(
            case=await self._store.case(case.case_id) or case,
            made_at=at,
            made_for=made_for,
            version=version("flashguard"),
            timezone=timezone,
            earlier=await self._earlier(case),
            steps=proof.steps,
            network=_network(case),
            decoders=_decoders(case),
            words=case.post.text or None,
            officer=officer_page(self._facts, where or self._where, at.date()),
            receipt=proof.receipt,
        )
        if recipient is not None:
            report = recipients_copy(report, recipient)
        async with self._turn:
            return await asyncio.to_thread(export, report, form, self._folder)

    async def prove(self, case: Case, names: Collection[str], at: datetime) -> Proof:
        """Return a case's receipt with the named fields opened, and its chain of custody.

        Raises LedgerError where the ledger is not what was last seen of it.
        """
        proof = await self._prove(case.case_id, names, at)
        if proof.receipt is not None:
            self._ledger.committed(proof.receipt.checkpoint)
        return proof

    @whole
    async def _prove(self, case_id: str, names: Collection[str], at: datetime) -> Proof:
        async with self._database.write() as connection:
            receipt = await self._ledger.receipt(connection, case_id, names, at)
            return Proof(receipt, custody(await entries_of(connection, case_id)))

    async def _prove_if_possible(self, case: Case, names: Collection[str], at: datetime) -> Proof:
        try:
            return await self.prove(case, names, at)
        except LedgerError as error:
            log.error("export_without_proof", case=case.case_id, error=error.message)
        try:
            async with self._database.read() as connection:
                return Proof(None, custody(await entries_of(connection, case.case_id)))
        except LedgerError as error:
            log.error("export_without_custody", case=case.case_id, error=error.message)
            return Proof(None, ())

    async def _earlier(self, case: Case) -> list[Case]:
        """Return the same sender's cases on the same server before this one, oldest first."""
        found = await self._store.search(
            guild_id=case.post.place.guild_id or 0,
            sender_id=case.post.sender.user_id,
            limit=_EARLIER,
        )
        return [each for each in reversed(found) if each.case_id < case.case_id]


def _receipt_file(case: Case, proof: Proof) -> tuple[ExportFile, ...]:
    if proof.receipt is None:
        return ()
    return (ExportFile(f"case-{case.number}-receipt.json", proof.receipt.to_json().encode()),)


def _network(case: Case) -> dict[str, str]:
    screenings = [f.screening for f in case.findings if f.screening is not None]
    return {f"Network {s.model}": s.model_sha256 for s in screenings if s.model and s.model_sha256}


def _decoders(case: Case) -> dict[str, str]:
    software = [s for f in case.findings if f.screening for s in f.screening.software]
    return {"Software": ", ".join(dict.fromkeys(software))} if software else {}
