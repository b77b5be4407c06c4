"""The composition root: ties the parts together; the only module that may import everything."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import structlog

from bot import policy as rules
from bot.connection import stay_connected
from bot.discord_adapter.afterwards import Afterwards
from bot.discord_adapter.client import FlashguardClient
from bot.discord_adapter.desk import Desk
from bot.discord_adapter.digest import WeeklyDigest
from bot.discord_adapter.enforcer import DiscordEnforcer
from bot.discord_adapter.inbox.courier import DiscordCourier
from bot.discord_adapter.link import Link
from bot.discord_adapter.private.desk import PrivateDesk
from bot.discord_adapter.raid import Raids
from bot.discord_adapter.review_acts import ReviewDesk
from bot.discord_adapter.witness import ModeratorsWitness
from bot.domain import Depth, Policy, Post, VerdictKind
from bot.errors import ConfigError, StartError
from bot.evidence.appeals import Appeals
from bot.evidence.consents import Consents
from bot.evidence.database import Database
from bot.evidence.figures import FigureStore
from bot.evidence.gates import GateStore
from bot.evidence.inboxes import Inboxes
from bot.evidence.journal import LedgerJournal
from bot.evidence.known import KnownImages
from bot.evidence.ledger import stamp
from bot.evidence.ledger.log import Ledger
from bot.evidence.ledger.note import Signer
from bot.evidence.letters import Letters
from bot.evidence.lifecycle import Lifecycle, purge_daily
from bot.evidence.moments import Moments
from bot.evidence.notary import Notary
from bot.evidence.own_records import OwnRecords
from bot.evidence.people import People
from bot.evidence.policies import PolicyStore
from bot.evidence.private_records import PrivateRecords
from bot.evidence.private_report import PrivateReports
from bot.evidence.progress import Progress
from bot.evidence.reviews import Reviews
from bot.evidence.stamper import Stamper
from bot.evidence.store import CaseStore
from bot.evidence.wishes import Wishes
from bot.examiner import Examiner
from bot.exporting import Exporter
from bot.gaps import Checkpoint, Gap, GapReason
from bot.guidance import Guidance
from bot.intake import Intake, Marks
from bot.locales import Locales
from bot.looks import Looks
from bot.media import CdnSource
from bot.moderator import Moderator
from bot.observing import EnforcerByMode
from bot.postroom import PostRoom
from bot.reading import Parts, ReadingRoom
from bot.reupload import Reupload
from bot.sandbox.connect import connector
from bot.screening.depth import SURE
from bot.screening.model import load_manifest
from bot.screening.pool import ScreeningPool, WorkerReport, canary_bytes
from bot.selfcheck import SelfCheck
from bot.servers import Servers
from bot.settings import Settings, load_installation, load_policy, storage_of
from bot.timestamping import authority_of, certificates_in
from bot.vetting import Vetting

if TYPE_CHECKING:
    pass

log = structlog.get_logger(__name__)

_HANDOVER = 45.0
"""Seconds that a bot which is just stopping has to let go of the database: on hosting platforms the
next one is started before the last one has ended."""
_GRACE = 5.0
"""Seconds that posts in hand have to be finished when the bot is stopped."""


async def run(settings: Settings) -> None:
    """Run the bot until it is cancelled.

    Raises FlashguardError with the mend for whatever keeps it from starting. A connection that
    cannot be made, or that breaks for good, is tried again without losing anything.
    """
    if settings.token is None:
        raise StartError(
            "There is no bot token. Put DISCORD_TOKEN=... into the file .env (README, "
            '"On a real server"), or try the bot without one: make run.'
        )
    installation = load_installation(settings)
    guidance = load_guidance(settings)
    async with AsyncExitStack() as stack:
        database = await Database.open(
            storage_of(settings),
            settings.config_dir / "migrations",
            alone=True,
            patience=_HANDOVER,
        )
        stack.push_async_callback(database.close)
        log.info("database_ready", database=database.name)
        journal = LedgerJournal()
        store, progress = CaseStore(database), Progress(database)
        known = KnownImages(database)
        people = People(database, journal)
        servers = Servers(installation, PolicyStore(database), guidance.knows)
        await servers.load()
        life = Lifecycle(
            database,
            retention_days=settings.retention_days,
            left_server_days=settings.left_server_days,
            journal=journal,
        )
        certificates = certificates_in(settings)
        ledger = Ledger(Signer.load_or_make(settings.ledger_key), certificates)
        pool = await stack.enter_async_context(
            ScreeningPool(
                settings.workers,
                model=load_manifest(settings.model, settings.models_dir),
                deadline=settings.screening_deadline,
                max_bytes=settings.max_media_bytes,
                strict=settings.isolation == "strict",
            )
        )
        report = pool.describe()
        log.info("screening_ready", network=report.model, workers=isolation(report))
        log.info("canary", found=await prove_sight(pool, settings))
        media = await stack.enter_async_context(
            CdnSource(max_bytes=settings.max_media_bytes, connector=connector_for(settings))
        )
        link = Link(
            lambda client: DiscordEnforcer(
                client, settings_for=servers.server_settings_for, locales=guidance.locales
            )
        )
        moments, figures = Moments(database), FigureStore(database)
        raids = Raids(link, moments, servers.server_settings_for)
        await raids.load()

        def policy_for(post: Post) -> Policy:
            return raids.policy_during(servers.policy_for(post), post.place.guild_id)

        moderator = Moderator(
            media=media,
            screener=pool,
            store=store,
            enforcer=EnforcerByMode(link),
            refetch=link,
            known=known,
            watch=raids,
            policy_for=policy_for,
            depth=settings.depth,
            # Most of them are being downloaded: a message's files are all there before it goes.
            parallel=8 * settings.workers,
        )
        intake = Intake(
            moderator,
            link,
            _Recorder(progress, link),
            Marks(await progress.checkpoints()),
            live_limit=settings.queue,
            parallel=4 * settings.workers,
            deeper_parallel=max(1, settings.workers - 1),
            depths=_deeper(settings),
        )
        intake.hold(await store.unfinished())
        intake.start()

        inside = SelfCheck(
            pool,
            database,
            ledger,
            servers,
            depth=settings.depth,
            isolation=lambda: isolation(pool.describe()),
        )
        template = settings.config_dir / "report"
        after = Afterwards(
            OwnRecords(database, life),
            Exporter(database, ledger, guidance.facts, template, settings.jurisdiction),
            Appeals(database),
            Reviews(database),
            Reupload(media, pool, servers.policy_for, settings.depth),
        )
        vetting = Vetting(
            media=media,
            screener=pool,
            policy_for=policy_for,
            depths=(settings.depth, *_deeper(settings)),
            known=known,
        )
        consents, inboxes, wishes = Consents(database), Inboxes(database), Wishes(database)
        own = PrivateRecords(database, retention_days=settings.retention_days)
        letters = Parts(
            store=Letters(database),
            inboxes=inboxes,
            consents=consents,
            # Nobody waits for a letter as for a removal.
            looks=Looks(media, pool, depth=settings.deepest, parallel=2 * settings.workers),
            courier=DiscordCourier(link, guidance.locales),
            cases=store,
            own=own,
            finisher=moderator,
            shield=wishes,
            policy_for=lambda place: servers.rulebook_of(place.guild_id).policy_in(place),
        )
        postroom, reading = PostRoom(letters), ReadingRoom(letters)
        desk = Desk(
            guidance,
            store,
            wishes,
            guidance.locales,
            after,
            servers,
        )

        review = ReviewDesk(store)
        private = PrivateDesk(
            Examiner(
                media,
                pool,
                installation.policy,
                depth=settings.depth,
                parallel=settings.workers,
            ),
            consents,
            own,
            PrivateReports(database, own, settings.config_dir / "report"),
        )

        def make_client() -> FlashguardClient:
            client = FlashguardClient(
                desk=desk,
                private=private,
                intake=intake,
                progress=progress,
                people=people,
                gates=GateStore(database),
                vetting=vetting,
                review=review,
                raids=raids,
                lists=known,
                figures=figures,
                consents=consents,
                inboxes=inboxes,
                postroom=postroom,
                reading=reading,
                servers=life,
                inside=inside,
                members=settings.members_intent,
                patrol_every=60 * settings.patrol_minutes,
                connector=connector_for(settings),
                # Against the sandbox nothing is waited for: it sends its servers at once.
                guild_ready_timeout=0.2 if settings.sandbox else 2.0,
            )
            link.use(client)
            return client

        connected = asyncio.create_task(
            stay_connected(make_client, settings.token.get_secret_value())
        )
        witness = ModeratorsWitness(link, servers.server_settings_for)
        beside = [
            asyncio.create_task(purge_daily(life)),
            asyncio.create_task(raids.run()),
            asyncio.create_task(
                WeeklyDigest(link, figures, moments, servers.server_settings_for).run()
            ),
            asyncio.create_task(Notary(database, ledger, witness).run()),
            asyncio.create_task(postroom.run()),
        ]
        if authority := authority_of(settings):
            stamper = Stamper(database, authority, stamp.certificates_of(certificates))
            beside.append(asyncio.create_task(stamper.run()))
        for task in beside:
            task.add_done_callback(_report)
        try:
            # Shielded: what is in hand when the bot is stopped is finished while it is connected.
            await asyncio.shield(connected)
        finally:
            await intake.close(_GRACE)
            connected.cancel()
            for task in beside:
                task.cancel()
            await asyncio.wait([connected, *beside])


def _report(task: asyncio.Task[None]) -> None:
    """Say in the log what ended a task that was to run as long as the bot."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("task_ended", exc_info=error)


def load_guidance(settings: Settings) -> Guidance:
    """Return the guidance in every language.

    Raises GuidanceError or ConfigError, which name the file and the entry, for facts and texts
    that do not fit, and for a setting that names a place of which nothing is known.
    """
    locales = Locales.load(settings.config_dir / "locales")
    guidance = Guidance.load(settings.config_dir / "guidance", locales)
    if settings.jurisdiction is not None and not guidance.knows(settings.jurisdiction):
        raise ConfigError(
            f"FLASHGUARD_JURISDICTION is {settings.jurisdiction!r}, for which there is no file in"
            " config/guidance/jurisdictions. Set one of their names, or nothing."
        )
    return guidance


def _deeper(settings: Settings) -> tuple[Depth, ...]:
    """Return the looks that follow the live one, in order."""
    order = list(Depth)
    return tuple(order[order.index(settings.depth) + 1 : order.index(settings.deepest) + 1])


class _Recorder:
    """Saves checkpoints and gaps, and has moderators told of gaps that nobody else tells of."""

    def __init__(self, progress: Progress, link: Link) -> None:
        self._progress, self._link = progress, link

    async def save(self, checkpoints: Mapping[int, Checkpoint], gaps: Sequence[Gap]) -> None:
        await self._progress.save(checkpoints, gaps)
        unforeseen = (GapReason.GAVE_UP, GapReason.MALFORMED)
        if found := [gap for gap in gaps if gap.reason in unforeseen]:
            self._link.tell(found)


def connector_for(settings: Settings) -> aiohttp.BaseConnector | None:
    """Return the way to the sandbox, or None for the real Discord."""
    if settings.sandbox is None:
        return None
    port, ca_path = settings.sandbox.split(":", 1)
    return connector(int(port), Path(ca_path))


async def prove_sight(pool: ScreeningPool, settings: Settings) -> str:
    """Return in words whether a synthetic positive is flagged by screening and policy together.

    Raises StartError where it is not: a bot that sees nothing must not seem to protect anybody. A
    network that did not flag it when its operator added it is excused, and said to be unproven.
    """
    # A file of its own: a post of the very picture must not be answered from the cache.
    screening = await pool.screen(canary_bytes() + b"canary", depth=settings.depth)
    verdict = rules.judge(screening, load_policy(settings))
    if verdict.kind is VerdictKind.EXPLICIT:
        return f"a synthetic positive was flagged, score {verdict.score:.2f}"
    known = load_manifest(settings.model, settings.models_dir).canary
    if known is not None and known < SURE:
        return (
            "not proven: this network did not flag the synthetic positive when it was added either;"
            " measure it with `flashguard evaluate` (docs/models.md)"
        )
    raise StartError(
        f"The bot is blind: a synthetic positive was not flagged ({verdict.kind.value}"
        f" {screening.detail}). Check FLASHGUARD_STRICTNESS and config/policies.toml, then"
        " reinstall with make."
    )


def isolation(report: WorkerReport) -> str:
    """Return in words how well the screening processes are locked in, as they proved it."""
    count = f"{len(report.workers)} of them"
    if report.reduced:
        return f"{count}, reduced isolation: this system lacks {', '.join(report.reduced)}"
    held = sorted({name for worker in report.workers for name in worker.isolation})
    return (
        f"{count}, locked down ({', '.join(held)})" if held else f"{count}, processes of their own"
    )
