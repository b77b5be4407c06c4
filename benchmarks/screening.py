"""How fast bytes become a Screening, beside nudenet's own `detect` and the bare network.

    python -m benchmarks.screening [--seconds 4] [--json FILE] [--plot FILE]

All in one run on one machine, so that the ratios mean something. The pictures are made here: soft
shapes with a little noise, in which the network sees nothing, so what is measured is the way of an
ordinary picture. Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from bot.domain import Depth
from bot.screening.pool import ScreeningPool

CORES = os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Row:
    """One file's figures: images a second, and milliseconds for one alone; None: it cannot.

    `resident_mb` is what the worker holds a moment after the file was screened at `standard`.
    """

    name: str
    bytes: int
    fast_ms: float
    fast_all: float
    standard_ms: float
    resident_mb: float
    nudenet_ms: float | None
    nudenet_all: float | None


def scene(width: int, height: int, shift: int = 0) -> Image.Image:
    """Return an RGB picture of soft shapes and a little noise; `shift` moves the shapes."""
    rng = np.random.default_rng(7)
    small = Image.new("RGB", (800, 600), (70, 110, 160))
    draw = ImageDraw.Draw(small)
    for _ in range(60):
        x, y, r = (int(v) for v in rng.integers(0, (800, 600, 120)))
        colour = tuple(int(v) for v in rng.integers(30, 220, 3))
        draw.rectangle((x + shift - r, y - r // 2, x + shift + r, y + r // 2), fill=colour)
    large = small.filter(ImageFilter.GaussianBlur(3)).resize((width, height))
    noise = rng.normal(0, 4, (height, width, 1))
    return Image.fromarray((np.asarray(large) + noise).clip(0, 255).astype(np.uint8))


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _film(seconds: int) -> bytes:
    import av

    av.logging.set_level(None)
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream: Any = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        make: Any = av.VideoFrame
        whole = scene(1280 + 30 * seconds * 2, 720)
        for i in range(30 * seconds):
            container.mux(stream.encode(make.from_image(whole.crop((i * 2, 0, i * 2 + 1280, 720)))))
        container.mux(stream.encode())
    return out.getvalue()


def files() -> dict[str, bytes]:
    """Return the set of files, by name."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    two = scene(1632, 1224)
    frames = [scene(480, 360, 4 * i) for i in range(60)]
    return {
        "JPEG, 12 MP": _saved(scene(4000, 3000), "JPEG", quality=88),
        "JPEG, 1 MP": _saved(scene(1154, 866), "JPEG", quality=88),
        "PNG, 2 MP": _saved(two, "PNG"),
        "WebP, 2 MP": _saved(two, "WEBP", quality=85),
        "AVIF, 2 MP": _saved(two, "AVIF", quality=70, speed=8),
        "HEIC, 2 MP": _saved(two, "HEIF", quality=70),
        "GIF, 60 frames": _saved(frames[0], "GIF", save_all=True, append_images=frames[1:]),
        "MP4, 10 s of 720p": _film(10),
    }


_reference: Any = None


def _load_reference() -> None:
    global _reference
    from nudenet import NudeDetector

    _reference = NudeDetector()


def _detect(data: bytes) -> None:
    _reference.detect(data)


def _times(call: Callable[[], object], seconds: float) -> list[float]:
    """Return milliseconds of calls, repeated for some seconds after one to warm up."""
    call()
    taken: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(taken) < 3:
        start = time.perf_counter()
        call()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def reference(data: bytes, seconds: float) -> tuple[float | None, float | None]:
    """Return nudenet's milliseconds in this process, and its images a second on all cores."""
    try:
        alone = statistics.median(_times(lambda: _detect(data), seconds))
    except Exception:  # noqa: BLE001 - it raises cv2's and its own errors on what it cannot read
        return None, None
    return alone, 1000 / alone


def on_all_cores(
    call: Callable[[bytes], None], data: bytes, seconds: float, executor: ProcessPoolExecutor
) -> float:
    """Return calls a second in as many processes as there are cores."""
    count = 2 * CORES
    list(executor.map(call, [data] * count))
    start, done = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        list(executor.map(call, [data] * count))
        done += count
    return done / (time.perf_counter() - start)


@cache
def _bare() -> Callable[[], object]:
    from bot.screening.detector import Detector

    detector = Detector()
    blob = np.zeros((1, 3, 256, 320), np.float32)
    return lambda: detector.session.run(None, {detector.model.input_name: blob})


def _network(_: bytes) -> None:
    """Run the network alone, one thread, as for the look at a 4:3 picture in which nothing is."""
    _bare()()


async def alone(pool: ScreeningPool, data: bytes, depth: Depth, seconds: float) -> float:
    """Return the median milliseconds of one screening after the other."""
    taken: list[float] = []
    end = time.perf_counter() + seconds
    await pool.screen(data, depth=depth)
    while time.perf_counter() < end or len(taken) < 3:
        found = await pool.screen(data, depth=depth)
        if found.unscreened is not None:
            sys.exit(f"the benchmark's own file was not screened: {found.detail}")
        taken.append(found.elapsed_ms)
    return statistics.median(taken)


async def together(pool: ScreeningPool, data: bytes, seconds: float) -> float:
    """Return images a second with every worker busy."""
    done, start = 0, time.perf_counter()

    async def keep_busy(number: int) -> None:
        nonlocal done
        own = data + bytes(number)  # the same bytes at once would share one screening
        while time.perf_counter() - start < seconds:
            await pool.screen(own)
            done += 1

    await asyncio.gather(*(keep_busy(number) for number in range(CORES + 1)))
    return done / (time.perf_counter() - start)


async def measure(seconds: float) -> tuple[list[Row], dict[str, float]]:
    """Return a row for each file, and the figures that belong to none."""
    _load_reference()
    rows = []
    context = get_context("spawn")
    options: dict[str, Any] = {"cache_size": 0, "deadline": 120.0}
    made = files()
    with ProcessPoolExecutor(CORES, mp_context=context, initializer=_load_reference) as executor:
        async with ScreeningPool(1, **options) as one, ScreeningPool(CORES, **options) as every:
            for name, data in made.items():
                fast = await alone(one, data, Depth.FAST, seconds)
                all_cores = await together(every, data, seconds)
                standard = await alone(one, data, Depth.STANDARD, seconds)
                await asyncio.sleep(0.2)
                resident = _memory(one.describe().workers[0].pid, "VmRSS")
                theirs, their_rate = reference(data, seconds)
                if theirs is not None and their_rate is not None:
                    theirs_all = on_all_cores(_detect, data, seconds, executor)
                    their_rate = max(their_rate, theirs_all)
                rows.append(
                    Row(name, len(data), fast, all_cores, standard, resident, theirs, their_rate)
                )
                print(f"measured {name}", file=sys.stderr)
            peak = _memory(one.describe().workers[0].pid, "VmHWM")
        large = made["JPEG, 12 MP"]
        extra = {
            "network_ms": statistics.median(_times(_bare(), seconds)),
            "network_all": on_all_cores(_network, b"", seconds, executor),
            "decode_12mp_ms": statistics.median(_times(lambda: _eighth(large), seconds)),
            "decode_12mp_all": on_all_cores(_eighth, large, seconds, executor),
            "worker_peak_mb": peak,
            "cores": CORES,
        }
    return rows, extra


def _eighth(data: bytes) -> None:
    """Decode a JPEG as libjpeg does at its coarsest: nothing that looks at it can take less."""
    image = Image.open(io.BytesIO(data))
    image.draft(None, (image.width // 8, image.height // 8))
    image.load()


def _memory(pid: int, name: str) -> float:
    """Return megabytes of a process: VmRSS resident now, VmHWM at its highest."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return float("nan")


def table(rows: list[Row], extra: dict[str, float]) -> str:
    """Return the figures as a table in Markdown, and what follows from them."""
    lines = [
        "| file | fast, ms | fast, all cores, /s | standard, ms | standard / fast"
        " | nudenet, ms | nudenet, all cores, /s | ratio |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        theirs = ["cannot"] * 2 + ["–"]
        if row.nudenet_ms is not None and row.nudenet_all is not None:
            ratio = f"{row.fast_all / row.nudenet_all:.1f}×"
            theirs = [f"{row.nudenet_ms:.1f}", f"{row.nudenet_all:.1f}", ratio]
        lines.append(
            f"| {row.name} | {row.fast_ms:.1f} | {row.fast_all:.1f} | {row.standard_ms:.1f}"
            f" | {row.standard_ms / row.fast_ms:.1f} | {' | '.join(theirs)} |"
        )
    bare = extra["network_ms"]
    one, large = (next(row for row in rows if row.name == f"JPEG, {n} MP") for n in (1, 12))
    both = 1 / (1 / extra["network_all"] + 1 / extra["decode_12mp_all"])
    lines += [
        "",
        f"{extra['cores']:.0f} cores. The bare network takes {bare:.1f} ms for the look at a 1 MP"
        f" JPEG; everything around it is {100 * (1 - bare / one.fast_ms):.0f} % of the time. For a"
        f" 12 MP JPEG libjpeg's coarsest decoding takes {extra['decode_12mp_ms']:.1f} ms more.",
        f"So on all cores no program that uses both can be faster than"
        f" {_ratio(extra['network_all'], one)} for the 1 MP JPEG (the network alone) and"
        f" {_ratio(both, large)} for the 12 MP one;"
        f" {_ratio(extra['decode_12mp_all'], large)} if its network took no time at all.",
        f"Between screenings a worker's resident memory was at most"
        f" {max(row.resident_mb for row in rows):.0f} MB, within one"
        f" {extra['worker_peak_mb']:.0f} MB.",
        "`nudenet` looks at the first frame of an animation only, and cannot read video.",
    ]
    return "\n".join(lines)


def _ratio(rate: float, row: Row) -> str:
    return f"{rate / row.nudenet_all:.1f}×" if row.nudenet_all else "–"


def plot(rows: list[Row], path: Path) -> None:
    """Draw images a second on all cores, ours beside nudenet's, as a PNG."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
    places = np.arange(len(rows))
    axes.barh(places - 0.2, [r.fast_all for r in rows], 0.4, label="Flashguard, fast")
    axes.barh(places + 0.2, [r.nudenet_all or 0 for r in rows], 0.4, label="nudenet.detect")
    axes.set_yticks(places, [r.name for r in rows])
    axes.invert_yaxis()
    axes.set_xlabel(f"files a second, {CORES} cores")
    axes.legend()
    figure.savefig(path, dpi=120)


def main() -> None:
    """Run the benchmark as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=4.0, help="seconds for each figure")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--plot", type=Path, help="draw them here (PNG)")
    options = parser.parse_args()
    rows, extra = asyncio.run(measure(options.seconds))
    if options.json:
        figures = {"rows": [asdict(row) for row in rows], **extra}
        options.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    if options.plot:
        plot(rows, options.plot)
    print(table(rows, extra))


if __name__ == "__main__":
    main()
