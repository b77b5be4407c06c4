"""The command line: `flashguard run`, `sandbox`, `doctor`, `screen`, `policy` and the others."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot import app, batch, cli_proof, doctor, evaluate, logs, models, verify
from bot.cli_evidence import evidence_cli
from bot.cli_guidance import guidance
from bot.cli_policy import invite, policy_cli
from bot.domain import Depth, Strictness, VerdictKind
from bot.errors import FlashguardError, ModelError
from bot.files import write_private
from bot.playground import run_sandbox
from bot.screening.model import load_manifest, locate
from bot.screening.trial import SIDES
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
models_cli = typer.Typer(help="List the networks, or add one.")
cli.add_typer(models_cli, name="models")
cli_proof.add_to(evidence_cli)
cli.add_typer(evidence_cli, name="evidence")
cli.command()(verify.verify)
cli.add_typer(policy_cli, name="policy")
cli.command()(guidance)
cli.command()(invite)
_errors = Console(stderr=True, soft_wrap=True)

StrictnessOption = Annotated[Strictness | None, typer.Option(help="Preset of thresholds.")]
DepthOption = Annotated[Depth | None, typer.Option(help="How many looks are taken.")]


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

    _until_stopped(run_sandbox(settings, with_bot=bot, announce=announce))


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
    strictness: StrictnessOption = None,
    depth: DepthOption = None,
    blurred: Annotated[
        Path | None, typer.Option(help="Folder for unrecognisable copies of what is flagged.")
    ] = None,
) -> None:
    """Screen files and folders, with no Discord at all.

    Exit status: 0 nothing flagged, 1 something flagged, 3 nothing flagged but something
    unscreened, 2 wrong usage.
    """
    try:
        settings = _with_options(strictness, depth)
        files = list(batch.walk(paths))
        if blurred is not None:
            _make_folder(blurred)
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
    async with batch.pool_for(settings) as pool:
        with _progress() as progress:
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


def _with_options(strictness: Strictness | None, depth: Depth | None) -> Settings:
    given = {"strictness": strictness, "depth": depth}
    return load_settings(**{k: v for k, v in given.items() if v is not None})


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FlashguardError(
            f"The folder {folder} cannot be made ({error.strerror}). Name another one."
        ) from None


def _progress() -> Progress:
    return Progress(
        TextColumn("Screening"),
        BarColumn(),
        MofNCompleteColumn(),
        console=_errors,
        transient=True,
        disable=not _errors.is_terminal,
    )


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


@cli.command(name="evaluate")
def evaluate_command(
    folder: Annotated[Path, typer.Argument(help="Holds explicit/ and ordinary/.", metavar="DIR")],
    strictness: StrictnessOption = None,
    depth: DepthOption = None,
    out: Annotated[Path, typer.Option(help="Folder for files.csv and curve.png.")] = Path(
        "var/evaluation"
    ),
    names: Annotated[
        bool, typer.Option("--names", help="Write file names into the table.")
    ] = False,
) -> None:
    """Measure precision and recall on your own lawful images.

    DIR/explicit/ holds what should be flagged, DIR/ordinary/ what should not, in folders as deep
    as you like. No image, copy or thumbnail is written. What you may lawfully hold is yours to
    know. Never use an image that may involve anybody under 18: holding one is a crime in
    most countries.
    """
    try:
        settings = _with_options(strictness, depth)
        labelled = evaluate.gather(folder)
        if any(out.resolve().is_relative_to((folder / t.value).resolve()) for t in evaluate.Truth):
            raise FlashguardError(f"{out} lies in a labelled folder. Name another one with --out.")
        _make_folder(out)
    except FlashguardError as error:
        _fail(error, WRONG_USAGE)
    logs.configure(settings.log_format, level=40)
    _errors.print(
        "What you may lawfully hold is yours to know. Never use an image that may involve anybody"
        " under 18: if you find one here, stop, do not copy it, and report it (flashguard's help"
        " names the hotlines).",
        highlight=False,
    )
    if labelled.left_out:
        _errors.print(f"Left out, not in explicit/ or ordinary/: {', '.join(labelled.left_out)}")
    asyncio.run(_evaluate(settings, labelled, out, names))


async def _evaluate(
    settings: Settings, labelled: evaluate.Labelled, out: Path, names: bool
) -> None:
    from bot.charts import evaluation as charts

    policy = load_policy(settings)
    async with batch.pool_for(settings) as pool:
        title = f"{pool.describe().model}, depth {settings.depth}, policy {policy.version}"
        with _progress() as progress:
            bar = progress.add_task("evaluate", total=len(labelled.files))
            found = await evaluate.measure(
                labelled, pool, policy, settings, lambda: progress.advance(bar)
            )
    console = Console(soft_wrap=True)
    console.print(f"{len(found.rows)} files, {title}", highlight=False)
    for line in evaluate.summary(found):
        console.print(escape(line), highlight=False)
    try:
        evaluate.write_table(found, labelled, out / "files.csv", names=names)
        write_private(out / "curve.png", charts.draw(found, title))
    except OSError as error:
        raise FlashguardError(
            f"The results cannot be written to {out} ({error.strerror}). Name another folder with"
            " --out."
        ) from None
    console.print(f"Written: {out / 'files.csv'}, {out / 'curve.png'}", highlight=False)


@models_cli.callback(invoke_without_command=True)
def list_models(context: typer.Context) -> None:
    """List the networks, which one is in use, their files, hashes and licences."""
    if context.invoked_subcommand is not None:
        return
    settings = load_settings()
    out = Console(soft_wrap=True)
    for listed in models.list_networks(settings.models_dir):
        model = listed.model
        used = "  [green]in use[/]" if model.name == settings.model else ""
        out.print(f"[bold]{model.name}[/]{used}", highlight=False)
        for name, value in (
            ("file", listed.problem or str(locate(model))),
            ("sha256", model.sha256),
            ("side", f"{model.side} pixels"),
            ("licence", model.licence),
            ("source", model.source),
        ):
            out.print(f"  {name:8} {escape(value)}", highlight=False)
    load_manifest(settings.model, settings.models_dir)


@models_cli.command(name="add")
def add_model(
    file: Annotated[Path, typer.Argument(help="The network, as ONNX.", metavar="FILE")],
    name: Annotated[str | None, typer.Option(help="What to call it.")] = None,
    side: Annotated[
        int | None, typer.Option(help="Longer side, in pixels, that it was trained on.")
    ] = None,
    licence: Annotated[str | None, typer.Option(help="Its licence, for the list.")] = None,
    trust_sha256: Annotated[
        str | None, typer.Option(help="The file's sha256, where its publisher states it.")
    ] = None,
) -> None:
    """Try a network in a locked-down process, and copy it to FLASHGUARD_MODELS_DIR.

    NudeNet's 640m is known by its sha256. Any other file is added on your word only.
    """
    if side is not None and side not in SIDES:
        _fail(
            ModelError(f"--side is a multiple of 32 from {SIDES.start} to {SIDES.stop - 1}."),
            WRONG_USAGE,
        )
    settings = load_settings()
    candidate = asyncio.run(
        models.examine(
            file,
            settings.models_dir,
            name=name,
            side=side,
            licence=licence,
            trust_sha256=trust_sha256,
        )
    )
    trial = candidate.trial
    if settings.isolation == "strict" and trial.lacking:
        raise ModelError(
            "The network could not be tried in full isolation (lacking:"
            f" {', '.join(trial.lacking)}). Add it on Linux, or set FLASHGUARD_ISOLATION=any."
        )
    out = Console(soft_wrap=True)
    for line in (
        f"{candidate.name}: loads and looks, at {trial.side} pixels; canary {trial.score:.2f}",
        f"sha256 {candidate.sha256}",
    ):
        out.print(line, highlight=False)
    if not trial.sees_the_canary:
        out.print(
            "It does not flag the canary, a picture that was made for 320n: `flashguard doctor`"
            " cannot prove that it sees. Measure it with `flashguard evaluate`.",
            highlight=False,
        )
    if not candidate.trusted and not _trusts(candidate.sha256):
        raise ModelError(
            "Nothing was added. If its publisher states this sha256, say so:"
            f" flashguard models add {file} --trust-sha256 {candidate.sha256}"
        )
    models.add(candidate, settings.models_dir, datetime.now(UTC).date())
    out.print(
        f"Added. Put FLASHGUARD_MODEL={candidate.name} into .env to use it, then run"
        " `flashguard doctor`.",
        highlight=False,
    )


def _trusts(sha256: str) -> bool:
    """Ask the operator, where somebody is there to ask."""
    if not sys.stdin.isatty():
        return False
    return typer.confirm("Compare this sha256 with the one that its publisher states. Trust it?")
