"""Reports: complete, deterministic, legible, and never moved by what somebody calls himself."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.consents import Consent, ConsentState
from bot.domain import (
    DISCORD_EPOCH_MS,
    Action,
    Case,
    Decision,
    Detection,
    Label,
    MediaFinding,
    MediaRef,
    Outcome,
    OutcomeStatus,
    Place,
    Policy,
    Post,
    Screening,
    Sender,
    Strictness,
    Surface,
    Threshold,
    UnscreenedReason,
    Verdict,
    VerdictKind,
)
from bot.errors import ReceiptError, ReportError
from bot.evidence.ledger.note import Signer
from bot.evidence.report import Report, Step, pictures, typeset
from bot.evidence.report_case import case_of
from bot.evidence.report_data import data_of
from bot.evidence.report_document import plain
from bot.evidence.report_json import json_of
from bot.evidence.report_phrases import consent
from bot.guidance.loader import load
from bot.inbox import Lettered
from bot.officer import officer_page
from bot.settings import ROOT
from bot.verify import verified
from tests.unit.evidence.test_receipt import KEY, receipt

FOLDER = ROOT / "config" / "report"
FACTS = load(ROOT / "config" / "guidance")
TODAY = date(2026, 11, 22)
POSTED = datetime(2026, 7, 14, 20, 41, 7, 345000, tzinfo=UTC)
EXPLICIT = Verdict(VerdictKind.EXPLICIT, None, Label.MALE_GENITALIA_EXPOSED, 0.9134)
SHA256, PDQ = "9f86d081" * 8, "f8f8f0ce" * 8

HOSTILE = [
    '#panic("x") #set page(fill: red) #read("/etc/passwd") $x$ *b* _i_ `c` @a <l> \\ // /* ] } )',
    "= Heading\n+ item\n- item\n#pagebreak()",
    "\u202egnp.evil\u2066\u200f\u200b\u00ad\u2028\u0000\u001b[2J\ufeff",
    "محمد العربي שלום 张伟 한국어 ไทย हिन्दी",
    "👩‍👩‍👧‍👦🏳️‍🌈🌊" * 6,
    "Z" + "\u0351\u036b\u0313\u036a" * 40,
    "W" * 300,
    "W" * 30 + " " + "ﷺ" * 60,
    "\ud800lone",
    "",
    " " * 50,
]


def snowflake(at: datetime) -> int:
    return int(at.timestamp() * 1000 - DISCORD_EPOCH_MS) << 22


def make_case(name: str = "rowan_83", filename: str = "IMG_2041.jpg") -> Case:
    created = datetime(2026, 7, 13, 9, 0, tzinfo=UTC)
    sender = Sender(snowflake(created), name, name, created, POSTED - timedelta(hours=1), (11, 12))
    first = MediaRef("991", Surface.ATTACHMENT, "", filename, "image/png", 48211)
    second = MediaRef("992", Surface.EMBED, "", "", None, None)
    place = Place(1080278227353600001, name, 1080278227353600011, name, 1080278227353600009)
    post = Post(
        snowflake(POSTED), place, sender, POSTED, (first, second), 815735085465600005, (7, 8), 41
    )
    screening = Screening(
        detections=(
            Detection(Label.MALE_GENITALIA_EXPOSED, 0.9134, (1, 2, 3, 4)),
            Detection(Label.BELLY_EXPOSED, 0.52, (1, 2, 3, 4), 3, "mirror"),
        ),
        format="JPEG",
        size=48211,
        width=1536,
        height=2048,
        frames=1,
        frames_screened=1,
        sha256=SHA256,
        pdq=PDQ,
        pdq_quality=98,
        model="320n",
    )
    findings = (
        MediaFinding(first, screening, EXPLICIT),
        MediaFinding(second, None, Verdict(VerdictKind.UNSCREENED, UnscreenedReason.TIMEOUT)),
    )
    outcomes = (
        Outcome(Action.REMOVE, OutcomeStatus.DONE, POSTED + timedelta(seconds=1.31)),
        Outcome(Action.TIMEOUT, OutcomeStatus.FAILED, POSTED + timedelta(seconds=2), name),
    )
    decision = Decision(EXPLICIT, "2026-11-22/standard", (Action.REMOVE,))
    opened = POSTED + timedelta(seconds=0.9)
    permitted = Consent(7, sender.user_id, created, POSTED + timedelta(days=3))
    return Case(
        "019f5a0c2d11",
        17,
        post,
        findings,
        decision,
        opened,
        outcomes=outcomes,
        consent=ConsentState(POSTED, (815735085465600005, 7, 8), (permitted,)),
    )


def make_report(name: str = "rowan_83", filename: str = "IMG_2041.jpg") -> Report:
    case = make_case(name, filename)
    return Report(
        case=case,
        made_at=POSTED + timedelta(days=2),
        made_for=name,
        version="0.2.0",
        timezone="Europe/London",
        earlier=[replace(case, number=9)],
        steps=[Step(case.opened_at, "case.opened", position=16), Step(POSTED, name, name)],
        policy=Policy(
            "v", Strictness.STANDARD, {Label.MALE_GENITALIA_EXPOSED: Threshold(0.35, 0.2)}, {}
        ),
        network={"Network 320n": "c15d8273" * 8},
        decoders={"Decoders": "Pillow 13.0.0"},
        words=f"{name}\n{name}",
        officer=officer_page(FACTS, "GB-EAW", TODAY),
        receipt=receipt(),
    )


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture(scope="module")
def text() -> str:
    return text_of(typeset(make_report(), FOLDER))


@pytest.mark.parametrize(
    "expected",
    [
        "Case report 17",
        "14 Jul 2026, 20:41:07.345 UTC",
        "14 Jul 2026, 21:41:07.345 (UTC+01:00)",  # London has summer time.
        "1.3 seconds after it was posted",
        str(snowflake(datetime(2026, 7, 13, 9, 0, tzinfo=UTC))),
        str(snowflake(POSTED)),
        "rowan_83",
        "1 day before the message",
        "1080278227353600001",
        "1080278227353600009",
        "815735085465600005",
        "Members who could see the channel: 41",
        "IMG_2041.jpg",
        "48,211 bytes, 1536 × 2048 pixels",
        SHA256,
        PDQ,
        "quality 98 of 100",
        "male genitalia exposed 0.91 0.35 0.20",
        "could not be looked at (unscreened): timeout",
        "Time-out of the sender FAILED",
        "policy 2026-11-22/standard",
        "c15d8273" * 8,
        "What it cannot show",
        "Sexual Offences Act 2003, section 66A",
        "alarmed, distressed or humiliated",
        "Ask Discord early to preserve the data",
        "Deprivation order: ask early",
        "Will the file to the prosecutor mention a deprivation order?",
        "already removed from the channel on 14 Jul 2026, 20:41:08.655 UTC",
        "https://cps.gov.uk/cps/news/",
        "General information, not legal advice.",
        "User ID 7 had permitted the sender, on 13 Jul 2026, 09:00:00.000 UTC, until 17 Jul 2026",
        "It does not count in a server’s ordinary channels",
        "Case recorded",
        "flashguard verify receipt.json",
        "It keeps no image, and this report has none.",
    ],
)
def test_a_report_says(text: str, expected: str) -> None:
    assert expected in text or expected.replace(" ", "") in text.replace(" ", "")


def test_a_report_accuses_nobody(text: str) -> None:
    # The sources' own addresses and what they say of courts are not ours.
    ours = text.split("8 For the officer")[0] + text.split("9 Chain of custody")[1]
    for word in ("victim", "offender", "guilty", "perpetrator", "criminal"):
        assert word not in ours.lower()


def test_no_code_of_the_template_is_printed(text: str) -> None:
    for code in ("else [", "#if", "none-recorded", "sys.inputs", ".at("):
        assert code not in text


def test_the_same_data_give_the_same_bytes_and_no_picture() -> None:
    report = make_report()
    pdf = typeset(report, FOLDER)
    assert pdf == typeset(report, FOLDER)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert not any(page.images for page in reader.pages)
    assert list(reader.attachments) == ["receipt.json"]


def test_a_report_can_be_verified_by_its_receipt(tmp_path: Path) -> None:
    report = make_report()
    assert report.receipt is not None
    file = tmp_path / "report.pdf"
    file.write_bytes(typeset(report, FOLDER))
    found = verified(file, str(KEY.verifier))
    assert found.entries[0].fields["name"].value == "Rowan"
    attached = pypdf.PdfReader(file).attachments["receipt.json"][0]
    assert json.loads(attached) == json.loads(report.receipt.to_json())


@pytest.mark.parametrize("data", [b"%PDF-", b"%PDF-/Type/EmbeddedFile", b"%PDF-1.7\n" + b"x" * 999])
def test_a_pdf_without_a_receipt_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "report.pdf"
    for content in (data, data + b"/Type/EmbeddedFile>>\nstream\nnot packed"):
        file.write_bytes(content)
        with pytest.raises(ReceiptError, match=r"receipt\.json"):
            verified(file, str(KEY.verifier))
    file.write_bytes(typeset(replace(make_report(), receipt=None), FOLDER))
    with pytest.raises(ReceiptError, match=r"receipt\.json"):
        verified(file, str(KEY.verifier))


def sides_are_blank(pages: Sequence[bytes]) -> bool:
    """Return whether nothing stands in the outer 15 mm of any page: nothing ran over."""
    for page in pages:
        picture = Image.open(io.BytesIO(page)).convert("L")
        side = round(picture.width * 15 / 210)
        for left in (0, picture.width - side):
            darkest, _ = picture.crop((left, 0, left + side, picture.height)).getextrema()
            if darkest != 255:
                return False
    return True


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: ascii(name)[:20])
def test_a_hostile_name_is_only_text(name: str) -> None:
    report = make_report(name, name)
    pages = pictures(report, FOLDER)
    assert 5 <= len(pages) <= 9
    # No page has another colour, and nothing leaves its place.
    assert sides_are_blank(pages)
    text = text_of(typeset(report, FOLDER))
    assert "Case report 17" in text and "How to check this record" in text
    if name.startswith("#panic"):
        assert name in text


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_name_can_be_typeset(name: str, filename: str) -> None:
    assert sides_are_blank(pictures(make_report(name, filename), FOLDER))


def test_what_cannot_be_seen_is_spelt_out() -> None:
    data = data_of(make_report("a\u202eb\u200bc\u00adé\nд"))
    sender = data["sender"]
    assert isinstance(sender, dict)
    assert sender["name"] == {
        "text": "a⟨U+202E⟩b⟨U+200B⟩c⟨U+00AD⟩é⟨U+000A⟩д",
        "more": 0,
        "points": "U+0061 U+202E U+0062 U+200B U+0063 U+00AD U+00E9 U+000A U+0434",
    }
    piled = data_of(make_report("Z" + "\u0351" * 9 + "o\u0308"))["sender"]
    assert isinstance(piled, dict)
    assert piled["name"]["text"] == "Z\u0351\u0351⟨U+0351⟩o\u0308"
    plain = data_of(make_report("Zoë Ñandú-7"))["sender"]
    assert isinstance(plain, dict)
    assert plain["name"] == {"text": "Zoë Ñandú-7", "more": 0, "points": ""}


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (None, "not recorded"),
        (ConsentState(POSTED), "addressed to nobody in particular"),
        (ConsentState(POSTED, (7,)), "none had permitted its sender any"),
        (
            ConsentState(POSTED, (7,), (Consent(7, 1, POSTED, None, POSTED + timedelta(hours=1)),)),
            "with no end, taken back on 14 Jul 2026, 21:41:07.345 UTC.",
        ),
    ],
)
def test_a_report_says_what_is_known_of_consent(state: ConsentState | None, said: str) -> None:
    told = plain(consent(data_of(replace(make_report(), case=with_consent(state)))["consent"]))
    assert said in told
    # A fact beside what it does not mean, wherever there is one.
    assert ("does not count in a server’s ordinary channels" in told) is (state is not None)


def with_consent(state: ConsentState | None) -> Case:
    return replace(make_case(), consent=state)


def test_a_report_with_the_least_is_whole_too() -> None:
    case = make_case()
    bare = replace(
        case,
        post=replace(
            case.post,
            place=Place(None, "", 5, ""),
            sender=replace(case.post.sender, joined_at=None, role_ids=(), webhook_id=9),
            reply_to_user_id=None,
            mentioned_user_ids=(),
            audience_size=None,
            subject="avatar:3:ab",
            media=(),
        ),
        findings=(MediaFinding(case.findings[0].media, None, None),),
        decision=Decision(Verdict(VerdictKind.UNSCREENED, UnscreenedReason.CRASHED), "v"),
        outcomes=(),
        consent=None,
        recorded=False,
    )
    text = text_of(typeset(Report(bare, POSTED, "", "0.2.0"), FOLDER))
    for expected in (
        "The message was not removed by the program",
        "showed an image by another way than a message (avatar)",
        "None of this account on this server is on record",
        "a webhook, ID",
        "without a page on the law",
        "This report has no proof",
        "could not be written to the database",
        "not recorded",
    ):
        assert expected in text
    # The id of what is no message is only a time.
    assert "Message ID" not in text and "(UTC" not in text


@pytest.mark.parametrize("zone", ["Nowhere/City", "", "../../etc/passwd", "\0", "/etc/passwd"])
def test_a_time_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(ReportError, match="time zone"):
        data_of(replace(make_report(), timezone=zone))


def test_a_template_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="Restore config/report"):
        typeset(make_report(), tmp_path)
    (tmp_path / "report.typ").write_text("#panic()")
    with pytest.raises(ReportError, match="Restore config/report"):
        typeset(make_report(), tmp_path)


def test_an_officer_is_told_only_what_has_a_source() -> None:
    for code, place in FACTS.places.items():
        page = officer_page(FACTS, code, TODAY)
        assert page.place == place.name
        for fact in (*page.laws, *page.preservation, *page.requests, *page.deprivation):
            assert fact.text and fact.source.url.startswith("http") and fact.source.read
    page = officer_page(FACTS, "GB-EAW", TODAY)
    assert len(page.questions) == 4 and len(page.preservation) == 1
    assert any("66A" in fact.label for fact in page.laws)
    assert "Penalty" in {fact.label for fact in page.laws}
    stale = officer_page(FACTS, "GB-EAW", TODAY.replace(year=2028))
    assert "Penalty" not in {fact.label for fact in stale.laws}
    assert officer_page(FACTS, None, TODAY).laws == officer_page(FACTS, "XX", TODAY).laws
    recalled = [
        law.statute
        for place in FACTS.places.values()
        for law in place.law
        if not law.verified and "unsolicited_image" in law.incidents
    ]
    shown = {f.label for code in FACTS.places for f in officer_page(FACTS, code, TODAY).laws}
    assert not shown & set(recalled)


def test_a_receipt_of_another_log_in_a_report_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(typeset(make_report(), FOLDER))
    with pytest.raises(ReceiptError, match="not signed by"):
        verified(file, str(Signer.load_or_make(tmp_path / "key").verifier))


def test_a_report_of_a_letter_says_that_its_sender_was_warned_and_went_on() -> None:
    report = make_report()
    at = [POSTED + timedelta(minutes=n) for n in range(1, 5)]
    facts = Lettered(POSTED, delivered_at=at[2], warned_at=at[0], went_on_at=at[1], seen_at=at[3])
    post = replace(report.case.post, subject="letter:ab", letter=facts)
    told = replace(report, case=replace(report.case, post=post, outcomes=()))
    text = " ".join(text_of(typeset(told, FOLDER)).split())
    assert "sent one person a letter with 2 images" in text
    for what in ("was told what it may contain", "chose to send it all the same", "chose to view"):
        assert what in text
    assert "The message was not removed" not in text
    assert json.loads(json_of(told))["case"]["letter"]["sender_went_on_at"].startswith("20")
    graph = case_of(told).decode()
    assert graph.count("was told what it may contain") == 1
