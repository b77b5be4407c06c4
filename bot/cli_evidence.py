"""`flashguard evidence ...`: the operator's hand on the record."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.markup import escape

from bot import logs
from bot.domain import Case
from bot.errors import FlashguardError
from bot.evidence import backup as backups
from bot.evidence.database import Database
from bot.evidence.export import case_json
from bot.evidence.journal import LedgerJournal
from bot.evidence.lifecycle import REQUEST, Erased, Lifecycle
from bot.evidence.people import People
from bot.evidence.store import CaseStore
from bot.settings import Settings, load_settings, storage_of
from bot.steps import Actor, Step, StepKind

evidence_cli = typer.Typer(
    help="List, show, keep, erase, save and restore the record.", no_args_is_help=True
)

_REFERENCE = re.compile(r"(?P<id>[0-9a-f]{24})|(?P<server>\d{1,20})/(?P<number>\d{1,9})")

T = TypeVar("T")

CaseArgument = Annotated[
    str, typer.Argument(help="SERVER/NUMBER, as 1234567890/12, or a case's long id.")
]
WhyOption = Annotated[str, typer.Option("--why", help="The reason, for the case's own history.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask first.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one case a line.")]


class NoSuchCase(FlashguardError):
    """A case that is not in the record, or a reference that names none."""


@evidence_cli.command(name="list")
def list_cases(
    server: Annotated[int | None, typer.Option(help="Only of this server (its id).")] = None,
    sender: Annotated[int | None, typer.Option(help="Only of this sender (their id).")] = None,
    held: Annotated[bool, typer.Option("--held", help="Only what is held.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest first.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """List cases, the newest first."""

    async def work(database: Database, settings: Settings) -> list[Case]:
        return await CaseStore(database).search(
            guild_id=server, sender_id=sender, held=True if held else None, limit=limit
        )

    out = Console(soft_wrap=True)
    for case in run_with(work):
        if as_json:
            print(json.dumps(case_json(case)))
        else:
            out.print(_line(case), highlight=False)


@evidence_cli.command()
def show(reference: CaseArgument, as_json: JsonOption = False) -> None:
    """Show one case with all that is recorded of it."""

    async def work(database: Database, settings: Settings) -> Case:
        return await find_case(database, reference)

    told = case_json(run_with(work))
    print(json.dumps(told) if as_json else json.dumps(told, indent=2, ensure_ascii=False))


@evidence_cli.command()
def hold(reference: CaseArgument, why: WhyOption) -> None:
    """Keep a case whatever its age, until it is released."""
    _say(_set_held(reference, Step(StepKind.HELD, _now(), Actor.OPERATOR, note=why)), "is held.")


@evidence_cli.command()
def release(reference: CaseArgument, why: WhyOption) -> None:
    """Let a case go when its time is over."""
    step = Step(StepKind.RELEASED, _now(), Actor.OPERATOR, note=why)
    _say(_set_held(reference, step), "goes when its time is over.")


def _set_held(reference: str, step: Step) -> Case:
    async def work(database: Database, settings: Settings) -> Case:
        case, life = await find_case(database, reference), _lifecycle(database, settings)
        act = life.hold if step.kind is StepKind.HELD else life.release
        return await act(case.case_id, step) or case

    return run_with(work)


@evidence_cli.command()
def erase(
    reference: Annotated[
        str | None, typer.Argument(help="A case: SERVER/NUMBER or its id.")
    ] = None,
    server: Annotated[int | None, typer.Option(help="All cases of this server (its id).")] = None,
    sender: Annotated[int | None, typer.Option(help="All cases of this sender (their id).")] = None,
    person: Annotated[
        int | None,
        typer.Option(help="What a person can have erased on their own word (/privacy erase)."),
    ] = None,
    yes: YesOption = False,
) -> None:
    """Erase cases for good, or a person from them. What is held stays.

    A sender's cases are what others may need: --sender is for an operator who has weighed that.
    """
    if sum(given is not None for given in (reference, server, sender, person)) != 1:
        raise typer.BadParameter("Name one case, or one of --server, --sender and --person.")
    if not yes:
        typer.confirm("What is erased cannot be had back. Erase it?", abort=True)
    step = Step(StepKind.ERASED, _now(), Actor.OPERATOR, note=REQUEST)

    async def work(database: Database, settings: Settings) -> str:
        life = _lifecycle(database, settings)
        if person is not None:
            done = await People(database, LedgerJournal()).erase(person, step.at, by=Actor.OPERATOR)
            return (
                f"{done.erased} cases erased, {done.pseudonymised} cases and {done.steps} steps"
                f" without the person now; {done.kept} cases of theirs stay until their time is"
                f" over, {done.held} are held."
            )
        if server is not None:
            return _erased(await life.erase_server(server, step))
        if sender is not None:
            return _erased(await life.erase_sender(sender, step))
        case = await find_case(database, reference or "")
        return _erased(await life.erase_case(case.case_id, step))

    print(run_with(work))


@evidence_cli.command()
def person(user: Annotated[int, typer.Argument(help="The person's id.")]) -> None:
    """Print all that the record holds of a person, as JSON."""

    async def work(database: Database, settings: Settings) -> dict[str, object]:
        return await People(database).export(user, _now())

    print(json.dumps(run_with(work), indent=2, ensure_ascii=False))


@evidence_cli.command()
def purge() -> None:
    """Erase what is older than it may become. A running bot does this every day."""

    async def work(database: Database, settings: Settings) -> Erased:
        return await _lifecycle(database, settings).purge(_now())

    print(_erased(run_with(work)))


@evidence_cli.command()
def retention(
    server: Annotated[int, typer.Argument(help="The server's id.")],
    days: Annotated[
        int | None, typer.Argument(min=1, max=3650, help="Days that its cases are kept.")
    ] = None,
    default: Annotated[
        bool, typer.Option("--default", help="Back to FLASHGUARD_RETENTION_DAYS.")
    ] = False,
) -> None:
    """Show or set for how many days a server's cases are kept."""

    async def work(database: Database, settings: Settings) -> int:
        life = _lifecycle(database, settings)
        if days is not None or default:
            await life.keep_for(server, None if default else days)
        return await life.retention(server)

    print(f"Cases of server {server} are kept for {run_with(work)} days.")


@evidence_cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A new file; it will hold the whole record.")],
) -> None:
    """Write the whole database to a file, while a bot may go on."""

    async def work(database: Database, settings: Settings) -> dict[str, int]:
        return await backups.backup(database, file, _now())

    print(f"{run_with(work)['cases']} cases and all that belongs to them are in {file}.")


@evidence_cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup, made with `evidence backup`.")],
) -> None:
    """Fill an empty database from a backup: all of it, or nothing.

    What was erased since the backup was made is there again: repeat those erasures.
    """

    async def work(database: Database, settings: Settings) -> dict[str, int]:
        return await backups.restore(database, file)

    counts = run_with(work, alone=True)
    print(
        f"{counts['cases']} cases and all that belongs to them are restored. Run `flashguard"
        " evidence purge`, and repeat the erasures that were asked for since the backup was made."
    )


# ------------------------------------------------------------------------------------------ inside


def run_with(work: Callable[[Database, Settings], Awaitable[T]], *, alone: bool = False) -> T:
    """Do some work on the record, as the settings say where it is; return what it returns."""
    settings = load_settings()
    logs.configure(settings.log_format, level=40)

    async def main() -> T:
        async with _opened(settings, alone=alone) as database:
            return await work(database, settings)

    return asyncio.run(main())


@asynccontextmanager
async def _opened(settings: Settings, *, alone: bool) -> AsyncIterator[Database]:
    database = await Database.open(
        storage_of(settings), settings.config_dir / "migrations", alone=alone
    )
    try:
        yield database
    finally:
        await database.close()


def _lifecycle(database: Database, settings: Settings) -> Lifecycle:
    return Lifecycle(
        database,
        retention_days=settings.retention_days,
        left_server_days=settings.left_server_days,
        journal=LedgerJournal(),
    )


async def find_case(database: Database, reference: str) -> Case:
    """Return a case by SERVER/NUMBER or its long id; raise NoSuchCase where there is none."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise NoSuchCase(
            f"{escape(reference)} names no case. Write SERVER/NUMBER, as 1234567890/12, or the long"
            " id that `flashguard evidence list` prints."
        )
    store = CaseStore(database)
    if match["id"]:
        case = await store.case(match["id"])
    else:
        case = await store.by_number(int(match["server"]), int(match["number"]))
    if case is None:
        raise NoSuchCase(f"There is no case {reference} in the record (any more).")
    return case


def _now() -> datetime:
    return datetime.now(UTC)


def _say(case: Case, what: str) -> None:
    print(f"Case {case.number} of server {case.book} {what}")


def _erased(done: Erased) -> str:
    held = f" {done.held} are held, and stay." if done.held else ""
    return f"{done.cases} cases erased.{held}"


def _line(case: Case) -> str:
    place, sender, verdict = case.post.place, case.post.sender, case.decision.verdict
    marks = [case.state.value, *(["held"] if case.held else [])]
    return (
        f"{case.book}/{case.number}  {case.opened_at:%Y-%m-%d %H:%M}Z "
        f" {verdict.kind.value:10} {', '.join(marks):12} {sender.user_id}"
        f" {escape(sender.name)} in {escape(place.channel_name)}  {case.case_id}"
    )
