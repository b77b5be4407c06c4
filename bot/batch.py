"""Screens files and folders with no Discord at all."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot import policy as rules
from bot.domain import Policy, Screening, UnscreenedReason, Verdict
from bot.errors import ConfigError
from bot.screening.model import load_manifest
from bot.screening.pool import ScreeningPool
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class FileResult:
    """One screened file."""

    path: Path
    screening: Screening
    verdict: Verdict

    def as_json(self) -> dict[str, object]:
        """Return the object that `flashguard screen --json` prints for the file."""
        s, v = self.screening, self.verdict
        return {
            "path": str(self.path),
            "verdict": v.kind.value,
            "reason": v.reason.value if v.reason else None,
            "label": v.label.value if v.label else None,
            "score": round(v.score, 4) if v.score is not None else None,
            "detections": [
                {
                    "label": d.label.value,
                    "score": round(d.score, 4),
                    "box": list(d.box),
                    "frame": d.frame,
                    "view": d.view,
                }
                for d in s.detections
            ],
            "format": s.format,
            "width": s.width,
            "height": s.height,
            "frames": s.frames,
            "frames_screened": s.frames_screened,
            "sha256": s.sha256,
            "pdq": s.pdq,
            "model": s.model,
            "depth": s.depth.value,
            "elapsed_ms": round(s.elapsed_ms, 1),
        }


def pool_for(settings: Settings, workers: int | None = None) -> ScreeningPool:
    """Return the screening that the settings ask for, not started yet.

    Raises ModelError where they name no known network.
    """
    return ScreeningPool(
        workers or settings.workers,
        model=load_manifest(settings.model, settings.models_dir),
        deadline=settings.screening_deadline,
        max_bytes=settings.max_media_bytes,
        strict=settings.isolation == "strict",
    )


def walk(paths: list[Path]) -> Iterator[Path]:
    """Yield the files named and those in the folders named, sorted, links to folders not followed.

    Raises ConfigError for a path that does not exist.
    """
    for path in paths:
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders.sort()
                yield from (Path(folder, name) for name in sorted(names))
        elif path.exists():
            yield path
        else:
            raise ConfigError(f"There is no file or folder {path}. Check the spelling.")


async def screen_files(
    files: list[Path], pool: ScreeningPool, policy: Policy, settings: Settings
) -> AsyncIterator[FileResult]:
    """Screen files on all of a pool's workers; yield each result as soon as it stands.

    At most two files a worker are held in memory. A file that cannot be read, or that has more
    than the settings allow, is UNSCREENED like any other failure.
    """
    slots = asyncio.Semaphore(2 * settings.workers)

    async def screen(path: Path) -> FileResult:
        async with slots:
            screening = await _screen(path, pool, settings)
        return FileResult(path, screening, rules.judge(screening, policy))

    tasks = [asyncio.create_task(screen(path)) for path in files]
    try:
        for done in asyncio.as_completed(tasks):
            yield await done
    finally:
        for task in tasks:
            task.cancel()


async def _screen(path: Path, pool: ScreeningPool, settings: Settings) -> Screening:
    max_bytes = settings.max_media_bytes
    try:
        data = await asyncio.to_thread(_read, path, max_bytes)
    except OSError as error:
        return Screening.failed(
            UnscreenedReason.FETCH_FAILED, f"the file cannot be read: {error.strerror}"
        )
    return await pool.screen(data, depth=settings.depth)


def _read(path: Path, max_bytes: int) -> bytes:
    if not path.is_file():
        raise OSError(0, "it is not a regular file")
    with path.open("rb") as file:
        return file.read(max_bytes + 1)
