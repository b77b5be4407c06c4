"""Timestamps by a real authority: what holds is kept and shown, what does not is named."""

from __future__ import annotations

import asyncio
import random
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.authority import HttpAuthority
from bot.errors import FlashguardError, ReceiptError, StampError, StoreError
from bot.evidence.database import Database
from bot.evidence.ledger import stamp
from bot.evidence.ledger.audit import audit
from bot.evidence.ledger.entries import RECIPIENT
from bot.evidence.ledger.log import Ledger
from bot.evidence.ledger.receipt import Receipt, verify
from bot.evidence.report_export import Format, export
from bot.evidence.stamper import Stamper, newest
from bot.evidence.store import CaseStore
from bot.stamps import Stamped, StampFailure, is_due
from bot.verify import checked, told
from tests.tsa import MISSING, Tsa, authority, openssl
from tests.unit.evidence.test_receipt import KEY
from tests.unit.evidence.test_report import FOLDER, make_report
from tests.unit.evidence.test_store import DECISION, finding, make_post

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def tsa(tmp_path: Path) -> AsyncIterator[Tsa]:
    if openssl() is None:
        pytest.skip(MISSING)
    async with authority(tmp_path / "tsa") as running:
        yield running


@pytest.fixture
async def ledger(database: Database, tsa: Tsa) -> Ledger:
    made = Ledger(KEY, tsa.certificates)
    async with database.read() as connection:
        await made.start(connection, None)
    return made


def stamper_of(database: Database, tsa: Tsa, deadline: float = 20.0) -> Stamper:
    way = HttpAuthority(tsa.url, trust=tsa.trust, deadline=deadline)
    return Stamper(database, way, stamp.certificates_of(tsa.certificates))


async def signed(store: CaseStore, ledger: Ledger, number: int) -> str:
    post = make_post(number << 22)
    case = await store.open_case(post, (finding(post),), DECISION, NOW)
    async with store.database.write() as connection:
        note = await ledger.sign(connection, NOW)
    assert note is not None
    ledger.committed(note)
    return case.case_id


async def receipt_of(store: CaseStore, ledger: Ledger, case_id: str) -> Receipt:
    async with store.database.write() as connection:
        found = await ledger.receipt(connection, case_id, RECIPIENT, NOW)
    assert found is not None
    ledger.committed(found.checkpoint)
    return found


# ------------------------------------------------------------------------------ when


@pytest.mark.parametrize(
    ("last", "size", "due"),
    [
        (None, 0, False),
        (None, 1, True),
        (Stamped(5, NOW - HOUR + timedelta(seconds=1)), 9, False),
        (Stamped(5, NOW - HOUR), 9, True),
        (Stamped(5, NOW - HOUR), 5, False),
        (Stamped(5, NOW - DAY), 5, True),
    ],
)
def test_a_growing_ledger_is_stamped_each_hour_and_a_still_one_each_day(
    last: Stamped | None, size: int, due: bool
) -> None:
    assert is_due(last, size, NOW) is due


# ------------------------------------------------------------------------------ what holds


async def test_a_checkpoint_is_stamped_kept_and_shown_in_the_receipt(
    store: CaseStore, ledger: Ledger, tsa: Tsa, tmp_path: Path
) -> None:
    stamper, database = stamper_of(store.database, tsa), store.database
    assert await stamper.stamp(NOW) is None and tsa.asked == []
    first = await signed(store, ledger, 1)
    done = await stamper.stamp(NOW)
    assert done is not None and done.authority == "CN=Test authority" and done.root == tsa.root
    assert abs(done.at - datetime.now(UTC)) < timedelta(minutes=5)
    # Nothing of the case leaves, not even what the checkpoint says: a hash and a nonce.
    (query,) = tsa.asked
    assert len(query) < 100 and KEY.verifier.name.encode() not in query
    assert await stamper.stamp(NOW + DAY - HOUR) is None
    second = await signed(store, ledger, 2)
    assert await stamper.stamp(NOW + HOUR) is not None
    third = await signed(store, ledger, 3)
    async with database.read() as connection:
        assert await newest(connection) == Stamped(2, NOW + HOUR)
        assert (await audit(connection, KEY.verifier)).sound

    for case_id, sizes in ((first, [1]), (second, [2]), (third, [])):
        receipt = await receipt_of(store, ledger, case_id)
        found = verify(receipt, KEY.verifier)
        assert [each.size for each in found.answered] == sizes
        file = tmp_path / f"{case_id}.json"
        file.write_text(receipt.to_json())
        shown = checked(file, str(KEY.verifier))
        assert [(size, held.root) for size, held in shown.stamps.held] == [
            (size, tsa.root) for size in sizes
        ]
        lines = "\n".join(told(shown.proved, shown.form, shown.compared, shown.stamps))
        assert ("CN=Test authority" in lines) == bool(sizes)
        assert ("brings its own certificates" in lines) == bool(sizes)


async def test_each_case_has_its_earliest_stamp_and_the_last_that_covers_it(
    store: CaseStore, ledger: Ledger, tsa: Tsa
) -> None:
    stamper = stamper_of(store.database, tsa)
    case_id = await signed(store, ledger, 1)
    for number in range(2, 5):
        await stamper.stamp(NOW + number * HOUR)
        await store.close_case(case_id)
        await signed(store, ledger, number)
    await stamper.stamp(NOW + 5 * HOUR)
    found = verify(await receipt_of(store, ledger, case_id), KEY.verifier)
    assert [each.size for each in found.answered] == [1, 7]


async def test_verify_says_by_whose_certificates_it_checked(
    store: CaseStore, ledger: Ledger, tsa: Tsa, tmp_path: Path
) -> None:
    case_id = await signed(store, ledger, 1)
    await stamper_of(store.database, tsa).stamp(NOW)
    receipt = await receipt_of(store, ledger, case_id)
    file, given, other = (tmp_path / name for name in ("r.json", "given.pem", "other.pem"))
    given.write_text(tsa.certificates)
    file.write_text(receipt.model_copy(update={"certificates": ""}).to_json())
    bare = checked(file, str(KEY.verifier))
    assert bare.stamps.unchecked == (1,) and bare.stamps.held == ()
    assert "--tsa-cert" in "\n".join(told(bare.proved, bare.form, bare.compared, bare.stamps))
    shown = checked(file, str(KEY.verifier), given)
    lines = "\n".join(told(shown.proved, shown.form, shown.compared, shown.stamps))
    assert f"the one given here (SHA-256 {tsa.root})" in lines and "its own" not in lines
    async with authority(tmp_path / "another") as stranger:
        other.write_text(stranger.certificates)
    with pytest.raises(StampError) as refused:
        checked(file, str(KEY.verifier), other)
    assert refused.value.failure is StampFailure.NOT_TRUSTED


@pytest.mark.parametrize("form", list(Format))
async def test_every_format_of_a_report_carries_the_stamp(
    store: CaseStore, ledger: Ledger, tsa: Tsa, tmp_path: Path, form: Format
) -> None:
    case_id = await signed(store, ledger, 1)
    await stamper_of(store.database, tsa).stamp(NOW)
    case = await store.case(case_id)
    assert case is not None
    receipt = await receipt_of(store, ledger, case_id)
    report = replace(make_report(), case=case, steps=(), receipt=receipt)
    file = tmp_path / "report"
    file.write_bytes(export(report, form, FOLDER))
    found = checked(file, str(KEY.verifier))
    assert [size for size, _ in found.stamps.held] == [1]
    if form is Format.HTML:
        assert "An authority outside has signed that the first 1 entries" in file.read_text()


# ------------------------------------------------------------------------------ what does not


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        ("garbage", StampFailure.MALFORMED),
        ("long", StampFailure.MALFORMED),
        ("error", StampFailure.REFUSED),
        ("elsewhere", StampFailure.REFUSED),
        ("refused", StampFailure.REFUSED),
        ("imprint", StampFailure.WRONG_IMPRINT),
        ("nonce", StampFailure.WRONG_NONCE),
        ("expired", StampFailure.NOT_TRUSTED),
        ("silent", StampFailure.UNREACHABLE),
    ],
)
async def test_a_wrong_answer_is_named_and_not_kept(
    store: CaseStore, ledger: Ledger, tsa: Tsa, fault: str, failure: StampFailure
) -> None:
    await signed(store, ledger, 1)
    tsa.fault = fault
    stamper = stamper_of(store.database, tsa, 1.0 if fault == "silent" else 20.0)
    with pytest.raises(StampError) as refused:
        await stamper.stamp(NOW)
    assert refused.value.failure is failure
    assert refused.value.message.endswith(".") and refused.value.message.isprintable()
    async with store.database.read() as connection:
        assert await newest(connection) is None
    # Signing went on all the while, and the next answer is taken.
    await signed(store, ledger, 2)
    tsa.fault = ""
    assert await stamper_of(store.database, tsa).stamp(NOW) is not None


async def test_an_authority_that_is_not_there_or_not_itself_is_unreachable(
    store: CaseStore, ledger: Ledger, tsa: Tsa
) -> None:
    await signed(store, ledger, 1)
    certificates = stamp.certificates_of(tsa.certificates)
    for way in (HttpAuthority("https://127.0.0.1:1/"), HttpAuthority(tsa.url)):
        with pytest.raises(StampError) as refused:
            await Stamper(store.database, way, certificates).stamp(NOW)
        assert refused.value.failure is StampFailure.UNREACHABLE
    assert tsa.asked == []


async def test_a_failure_ends_nothing_and_is_tried_again(
    store: CaseStore, ledger: Ledger, tsa: Tsa, capsys: pytest.CaptureFixture[str]
) -> None:
    tsa.fault = "error"
    way = HttpAuthority(tsa.url, trust=tsa.trust)
    certificates = stamp.certificates_of(tsa.certificates)
    await signed(store, ledger, 1)
    stamper = Stamper(store.database, way, certificates, every=0.01, again=0.01)
    running = asyncio.create_task(stamper.run())

    async def until(ready: Any) -> None:
        async with asyncio.timeout(60):
            while not await ready():
                assert not running.done()
                await asyncio.sleep(0.01)

    async def asked_twice() -> bool:
        return len(tsa.asked) >= 2

    async def kept() -> bool:
        async with store.database.read() as connection:
            return await newest(connection) is not None

    await until(asked_twice)
    tsa.fault = ""
    await until(kept)
    running.cancel()
    said = capsys.readouterr()
    assert "failure=refused" in (said.out + said.err).replace("\x1b[0m", "").replace(
        "\x1b[35m", ""
    ).replace("\x1b[36m", "")


# ------------------------------------------------------------------------------ tampering


async def test_a_stamp_cannot_be_changed_or_moved_unseen(
    store: CaseStore, ledger: Ledger, tsa: Tsa
) -> None:
    first = await signed(store, ledger, 1)
    stamper = stamper_of(store.database, tsa)
    await stamper.stamp(NOW)
    await signed(store, ledger, 2)
    await stamper.stamp(NOW + HOUR)
    for statement in ("DELETE FROM ledger_stamps", "UPDATE ledger_stamps SET kept_at = 0"):
        with pytest.raises(StoreError, match="append-only"):
            async with store.database.write() as connection:
                await connection.execute(text(statement))
    async with store.database.write() as connection:
        sqlite = connection.dialect.name == "sqlite"
        off = "DROP TRIGGER ledger_stamps_no_update" + ("" if sqlite else " ON ledger_stamps")
        await connection.execute(text(off))
        await connection.execute(text("UPDATE ledger_stamps SET checkpoint_id = 3 - checkpoint_id"))
    async with store.database.read() as connection:
        found = await audit(connection, KEY.verifier)
    assert [f"The timestamp {n} is not of its checkpoint." for n in (1, 2)] == [*found.findings]
    receipt = await receipt_of(store, ledger, first)
    with pytest.raises(StampError) as refused:
        for answered in verify(receipt, KEY.verifier).answered:
            stamp.check(answered.response, answered.note, stamp.certificates_of(tsa.certificates))
    assert refused.value.failure is StampFailure.WRONG_IMPRINT


async def test_a_timestamp_of_another_history_is_refused(
    store: CaseStore, ledger: Ledger, tsa: Tsa
) -> None:
    case_id = await signed(store, ledger, 1)
    await stamper_of(store.database, tsa).stamp(NOW)
    await signed(store, ledger, 2)
    receipt = await receipt_of(store, ledger, case_id)
    (good,) = receipt.timestamps
    foreign = KEY.sign(1, b"\x05" * 32)
    for bad in (
        good.model_copy(update={"checkpoint": foreign}),
        good.model_copy(update={"proof": []}),
        good.model_copy(update={"proof": [b64encode(b"\x01" * 32).decode()]}),
        good.model_copy(update={"response": "%%%"}),
        good.model_copy(update={"checkpoint": good.checkpoint.replace("—", "-")}),
    ):
        with pytest.raises(ReceiptError):
            verify(receipt.model_copy(update={"timestamps": [bad]}), KEY.verifier)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with pytest.raises(StampError) as refused:
        stamp.check(data, "note", [])
    assert refused.value.message.isprintable()


async def test_no_changed_byte_is_taken_for_a_stamp(tsa: Tsa) -> None:
    """Whatever byte is changed, the answer says the same as before, or is refused."""
    certificates = stamp.certificates_of(tsa.certificates)
    good = await tsa.reply(stamp.query("note").data)
    held = stamp.check(good, "note", certificates)
    chosen = random.Random(7)
    for place in sorted(chosen.sample(range(len(good)), 250)):
        changed = bytearray(good)
        changed[place] ^= 1 << chosen.randrange(8)
        try:
            assert stamp.check(bytes(changed), "note", certificates) == held
        except StampError as refused:
            assert isinstance(refused, FlashguardError) and refused.message


@pytest.mark.parametrize("pem", ["", "nonsense", "-----BEGIN CERTIFICATE-----\nAA==\n"])
def test_certificates_that_are_none_are_one_sentence(pem: str) -> None:
    with pytest.raises(StampError, match="Save the root"):
        stamp.certificates_of(pem)
