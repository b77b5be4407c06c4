"""`flashguard evidence export|verify|go-on`: what the record proves, and whether it holds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from bot.cli_evidence import CaseArgument, find_case, run_with
from bot.errors import FlashguardError
from bot.evidence.check import whole_record
from bot.evidence.database import Database
from bot.evidence.ledger.entries import RECIPIENT
from bot.evidence.ledger.log import Ledger
from bot.evidence.ledger.note import Signer
from bot.evidence.report_export import Format
from bot.evidence.store import CaseStore
from bot.exporting import Exporter
from bot.files import private_file
from bot.guidance.loader import load
from bot.settings import Settings
from bot.steps import Actor, Step, StepKind
from bot.timestamping import certificates_in


class Unsound(FlashguardError):
    """The record is not what the ledger says of it."""


def add_to(evidence_cli: typer.Typer) -> None:
    """Add the commands to `flashguard evidence`."""
    evidence_cli.command(name="export")(export_case)
    evidence_cli.command()(verify)
    evidence_cli.command(name="go-on")(go_on)


def export_case(
    reference: CaseArgument,
    form: Annotated[Format, typer.Option("--format", help="pdf, html, json or case.")] = Format.PDF,
    out: Annotated[Path | None, typer.Option(help="The file to write; a new one.")] = None,
    where: Annotated[str | None, typer.Option(help="Where it is reported: GB-ENG, US-TX …")] = None,
    timezone: Annotated[str, typer.Option(help="Times are told in UTC and here.")] = "UTC",
    made_for: Annotated[str, typer.Option("--for", help="Whom the report is made for.")] = "",
    recipient: Annotated[
        int | None, typer.Option(help="A recipient's id: others' ids are left out of their copy.")
    ] = None,
) -> None:
    """Write a case's report for the police, with its receipt inside. There is no image in it."""

    async def work(database: Database, settings: Settings) -> Path:
        case = await find_case(database, reference)
        path = out or Path(f"case-{case.book}-{case.number}{form.suffix}")
        if path.exists():
            raise FlashguardError(f"{path} is there already. Name another file with --out.")
        now = datetime.now(UTC)
        step = Step(StepKind.EXPORTED, now, Actor.OPERATOR, note=form.value)
        await CaseStore(database).add_step(case.case_id, step)
        ledger = Ledger(Signer.load_or_make(settings.ledger_key), certificates_in(settings))
        async with database.read() as connection:
            await ledger.start(connection, None)
        facts = load(settings.config_dir / "guidance")
        exporter = Exporter(database, ledger, facts, settings.config_dir / "report", None)
        proof = await exporter.prove(case, RECIPIENT, now)
        data = await exporter.report(
            case,
            form,
            proof,
            now,
            where=where,
            timezone=timezone,
            made_for=made_for,
            recipient=recipient,
        )
        try:
            with private_file(path) as file:
                file.write(data)
        except OSError as error:
            raise FlashguardError(
                f"{path} cannot be written ({error.strerror}). Name another file with --out."
            ) from None
        return path

    typer.echo(f"Written: {run_with(work)}")


def verify() -> None:
    """Hold the whole record against the ledger: every leaf, every checkpoint, every case."""

    async def work(database: Database, settings: Settings) -> tuple[int, list[str]]:
        verifier = Signer.load_or_make(settings.ledger_key).verifier
        async with database.read() as connection:
            return await whole_record(connection, verifier)

    cases, wrong = run_with(work)
    if wrong:
        for line in wrong:
            typer.echo(escape(line), err=True)
        raise Unsound(
            f"The record does not hold: {len(wrong)} things are not as the ledger has them. Keep"
            " this database as it is, and read docs/evidence.md."
        )
    typer.echo(f"The ledger is whole, and {cases} cases are as it has them.")


def go_on(
    posted: Annotated[
        list[Path] | None,
        typer.Option(help="A file with a checkpoint that moderators were shown; several times."),
    ] = None,
) -> None:
    """Go on with a new key after the newest database was lost; that is recorded for good.

    Move the old key's file away first, and give each checkpoint that moderators' channels show.
    """

    async def work(database: Database, settings: Settings) -> str:
        ledger = Ledger(Signer.load_or_make(settings.ledger_key))
        try:
            notes: list[str | None] = [path.read_text("utf-8") for path in posted or ()]
        except (OSError, UnicodeDecodeError) as error:
            raise FlashguardError(
                "A checkpoint's file cannot be read as text. Check --posted.", str(error)
            ) from None
        async with database.write() as connection:
            for note in notes or [None]:
                await ledger.go_on(connection, note, datetime.now(UTC))
        return str(ledger.verifier)

    typer.echo(f"The ledger goes on, with the key {run_with(work, alone=True)}")
