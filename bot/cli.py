"""The command line: `flashguard run | sandbox | doctor | screen`."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot import app, batch, doctor, logs
from bot.domain import Depth, Strictness, VerdictKind
from bot.errors import FlashguardError
from bot.screening.pool import ScreeningPool
from bot.settings import Settings, load_policy, load_settings

FAILED, WRONG_USAGE = 1, 2
NOTHING_FLAGGED, SOMETHING_FLAGGED, SOMETHING_UNSCREENED = 0, 1, 3
"""Exit statuses: of a command that failed, of wrong usage, and of `screen`."""

_COLOURS = {
    VerdictKind.CLEAN: "green",
    VerdictKind.SUSPECT: "yellow",
    VerdictKind.EXPLICIT: "bold red",
    VerdictKind.UNSCREENED: "magenta",
}

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Flashguard: a self-hosted Discord bot against cyberflashing.",
)
_errors = Console(stderr=True, soft_wrap=True)


def main() -> None:
    """Run the command line; an expected failure is one sentence, without a traceback."""
    try:
        cli()
    except FlashguardError as error:
        _fail(error, FAILED)
    except KeyboardInterrupt:
        sys.exit(130)


def _fail(error: FlashguardError, status: int) -> NoReturn:
    _errors.print(f"[bold red]Error:[/] {escape(error.message)}", highlight=False)
    sys.exit(status)


def _until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Run until the work ends or somebody stops it; SIGTERM ends it as cleanly as Ctrl-C."""

    async def supervised() -> None:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            # Windows has no such handlers; there Ctrl-C reaches asyncio.run by itself.
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(number, task.cancel)
        try:
            await task
        except asyncio.CancelledError:
            _errors.print("Stopped.")

    asyncio.run(supervised())


@cli.command()
def run() -> None:
    """Run the bot on Discord until it is stopped."""
    settings = load_settings()
    logs.configure(settings.log_format)
    _until_stopped(app.run(settings))


@cli.command()
def sandbox(
    port: Annotated[int | None, typer.Option(help="Port of the page; 0 takes a free one.")] = None,
    bot: Annotated[bool, typer.Option(help="Whether the bot is started in it.")] = True,
) -> None:
    """Run a local Discord with the bot in it, and a page to try it in a browser."""
    settings = load_settings(**({} if port is None else {"sandbox_port": port}))
    logs.configure(settings.log_format)

    def announce(url: str) -> None:
        _errors.print(
            f"\n  [bold]The sandbox is at [link={url}]{url}[/link][/]  (Ctrl-C ends it)\n"
        )

    _until_stopped(app.run_sandbox(settings, with_bot=bot, announce=announce))


@cli.command(name="doctor")
def doctor_command() -> None:
    """Check settings, network, database, screening processes, a canary, and Discord."""
    settings = load_settings()
    logs.configure(settings.log_format, level=40)
    sys.exit(asyncio.run(_doctor(settings)))


async def _doctor(settings: Settings) -> int:
    out, failed = Console(soft_wrap=True), False
    out.print("[green]ok[/]    settings: read")
    async for check in doctor.examine(settings):
        failed |= not check.ok
        mark = "[green]ok[/]   " if check.ok else "[bold red]fail[/] "
        out.print(f"{mark} {check.name}: {escape(check.text)}", highlight=False)
    return FAILED if failed else 0


@cli.command()
def screen(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print one object a line.")] = False,
    strictness: Annotated[Strictness | None, typer.Option(help="Preset of thresholds.")] = None,
    depth: Annotated[Depth | None, typer.Option(help="How many looks are taken.")] = None,
    blurred: Annotated[
        Path | None, typer.Option(help="Folder for unrecognisable copies of what is flagged.")
    ] = None,
) -> None:
    """Screen files and folders, with no Discord at all.

    Exit status: 0 nothing flagged, 1 something flagged, 3 nothing flagged but something
    unscreened, 2 wrong usage.
    """
    try:
        given = {"strictness": strictness, "depth": depth}
        settings = load_settings(**{k: v for k, v in given.items() if v is not None})
        files = list(batch.walk(paths))
        if blurred is not None:
            try:
                blurred.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise FlashguardError(
                    f"The folder {blurred} cannot be made ({error.strerror}). Name another one."
                ) from None
    except FlashguardError as error:
        _fail(error, WRONG_USAGE)
    logs.configure(settings.log_format, level=40)
    sys.exit(asyncio.run(_screen(settings, files, as_json, blurred)))


async def _screen(
    settings: Settings, files: list[Path], as_json: bool, blurred: Path | None
) -> int:
    policy = load_policy(settings)
    out = Console(soft_wrap=True)
    flagged = unscreened = 0
    progress = Progress(
        TextColumn("Screening"),
        BarColumn(),
        MofNCompleteColumn(),
        console=_errors,
        transient=True,
        disable=not _errors.is_terminal,
    )
    async with ScreeningPool(
        settings.workers,
        deadline=settings.screening_deadline,
        max_bytes=settings.max_media_bytes,
    ) as pool:
        with progress:
            bar = progress.add_task("screen", total=len(files))
            results = batch.screen_files(files, pool, policy, settings)
            async for result in results:
                flagged += result.verdict.kind is VerdictKind.EXPLICIT
                unscreened += result.screening.unscreened is not None
                if as_json:
                    print(json.dumps(result.as_json()), flush=True)
                else:
                    out.print(_line(result), highlight=False)
                if blurred is not None and result.screening.redacted is not None:
                    _write_copy(blurred, result)
                progress.advance(bar)
    if flagged:
        return SOMETHING_FLAGGED
    return SOMETHING_UNSCREENED if unscreened else NOTHING_FLAGGED


def _line(result: batch.FileResult) -> str:
    verdict, why = result.verdict, ""
    if verdict.label is not None:
        why = f"  {verdict.label.value} {verdict.score:.2f}"
    if verdict.reason is not None:
        why += f"  {verdict.reason.value}: {escape(result.screening.detail)}"
    colour = _COLOURS[verdict.kind]
    return f"[{colour}]{verdict.kind.value:10}[/] {escape(str(result.path))}{why}"


def _write_copy(folder: Path, result: batch.FileResult) -> None:
    """Write a copy under the file's own path, so that equal names in two folders do not meet."""
    assert result.screening.redacted is not None
    parts = [p for p in result.path.parts if p not in ("..", ".", result.path.anchor)]
    target = folder.joinpath(*parts[:-1], parts[-1] + ".png")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(result.screening.redacted)
