"""A report as CASE/UCO JSON-LD, which forensic tools exchange (CASE 1.5, UCO 1.5).

What a person's page has in words (the law, how to check) is not in it. The receipt travels as the
payload of a file, `receipt.json`, so that it survives any program that reads and writes graphs.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.domain import Outcome, OutcomeStatus
from bot.evidence.report_data import data_of
from bot.evidence.report_document import plain
from bot.evidence.report_graph import Node, time
from bot.evidence.report_json import when
from bot.evidence.report_observed import FILE_NAME, Observed
from bot.evidence.report_phrases import ACTS, ENDS, KINDS, STEPS, Data, consent

if TYPE_CHECKING:
    from bot.evidence.report import Report

RECEIPT = "receipt.json"
_STATUS = {OutcomeStatus.DONE: "Success", OutcomeStatus.FAILED: "Fail"}
"""The vocabulary's words for how an action ended; "Complete/Finish" for what had no effect."""


def case_of(report: Report) -> bytes:
    """Return a report as JSON-LD text in ASCII, ending with a line break."""
    return (json.dumps(_Case(report).whole(), indent=1) + "\n").encode("ascii")


class _Case(Observed):
    """The graph of one report."""

    def whole(self) -> Node:
        post = self.case.post
        data = data_of(self.report)
        discord = self.add("uco-observable:Application", "discord", {"uco-core:name": "Discord"})
        account = self.sender(post.sender, discord)
        others = [
            self.account(str(user), discord)
            for user in dict.fromkeys((post.reply_to_user_id, *post.mentioned_user_ids))
            if user and user != post.sender.user_id
        ]
        message = self.message(discord, account, others) if data["message_id"] else None
        self.thread(message, [account, *others])
        tool = self.tool()
        found = [message] if message else [account]
        files = [self.file(each, found[0], message is not None) for each in self.case.findings]
        results = [
            self.analysis(finding, file, tool)
            for finding, file in zip(self.case.findings, files, strict=True)
            if finding.screening or finding.verdict
        ]
        self._notes(found[0], data)
        record = self._provenance([*found, account, *files, *results])
        for number, outcome in enumerate(self.case.outcomes):
            self._outcome(number, outcome, found[0], tool)
        self._steps(record, tool)
        self._receipt()
        for case in self.report.earlier:
            self.add(
                "case-investigation:ProvenanceRecord",
                f"earlier/{case.case_id}",
                {
                    "case-investigation:exhibitNumber": str(case.number),
                    "case-investigation:rootExhibitNumber": case.case_id,
                    "uco-core:description": "An earlier case of the same account on the same "
                    f"server, posted at {when(case.post.posted_at)}: "
                    f"{KINDS[case.decision.verdict.kind.value]}.",
                },
            )
        self._bundle()
        return self.to_json()

    def _notes(self, what: Node, data: Data) -> None:
        audience = self.case.post.audience_size
        if audience is not None:
            told = f"Members who could see the channel: {audience}."
            self.annotate("audience", what, told)
        told = plain(consent(data["consent"]))
        self.annotate("consent", what, f"Consent on record: {told}")
        letter = self.case.post.letter
        for happened, at in letter.way() if letter is not None else ():
            self.annotate(f"letter/{happened}", what, f"{ACTS[happened]}: {when(at)}.")
        if not self.case.recorded:
            told = "This case could not be written to the database when it happened."
            self.annotate("unrecorded", what, told)

    def _provenance(self, found: list[Node]) -> Node:
        return self.add(
            "case-investigation:ProvenanceRecord",
            "case",
            {
                "case-investigation:exhibitNumber": str(self.case.number),
                "case-investigation:rootExhibitNumber": self.case.case_id,
                "uco-core:description": "What was recorded of the case when it happened.",
                "uco-core:objectCreatedTime": time(self.case.opened_at),
                "uco-core:object": found,
            },
        )

    def _outcome(self, number: int, outcome: Outcome, on: Node, tool: Node) -> None:
        detail = f" {outcome.detail}" if outcome.detail else ""
        posted = outcome.message_id
        self.add(
            "uco-action:Action",
            f"outcome/{number}",
            {
                "uco-core:name": ACTS[outcome.action.value],
                "uco-core:description": f"Result: {ENDS[outcome.status.value]}.{detail}",
                "uco-action:actionStatus": _STATUS.get(outcome.status, "Complete/Finish"),
                "uco-action:endTime": time(outcome.at),
                "uco-action:instrument": [tool],
                "uco-action:object": [on],
                "uco-core:externalReference": [
                    self.outside(f"outcome/{number}", "Discord message ID", str(posted))
                ]
                if posted
                else None,
            },
        )

    def _steps(self, record: Node, tool: Node) -> None:
        """Add the chain of custody: each step an action that was informed by the one before."""
        before: Node | None = None
        for number, step in enumerate(self.report.steps):
            who = self.reference("uco-identity:Identity", step.who)
            if step.who and who not in self.references():
                self.add("uco-identity:Identity", step.who, {"uco-core:name": step.who})
            entry = "" if step.position is None else str(step.position)
            before = self.add(
                "case-investigation:InvestigativeAction",
                f"step/{number}",
                {
                    "uco-core:name": STEPS.get(step.what, step.what),
                    "uco-action:endTime": time(step.at),
                    "uco-action:performer": who if step.who else None,
                    "uco-action:instrument": [tool],
                    "uco-action:object" if number else "uco-action:result": [record],
                    "case-investigation:wasInformedBy": [before] if before else None,
                    "uco-core:externalReference": [
                        self.outside(f"step/{number}", "Entry of the ledger", entry)
                    ]
                    if entry
                    else None,
                },
            )

    def _receipt(self) -> None:
        if self.report.receipt is None:
            return
        text = self.report.receipt.to_json()
        data = text.encode("utf-8")
        content = {
            "uco-observable:dataPayload": text,
            "uco-observable:mimeType": "application/json",
            "uco-observable:sizeInBytes": len(data),
            "uco-observable:hash": [self.hash(RECEIPT, sha256(data).hexdigest())],
        }
        self.add(
            "uco-observable:File",
            RECEIPT,
            {
                "uco-core:description": "The receipt of this case: flashguard verify checks it, "
                "in this file or alone.",
                "uco-core:hasFacet": [
                    self.node("uco-observable:FileFacet", RECEIPT, {FILE_NAME: RECEIPT}),
                    self.node("uco-observable:ContentDataFacet", RECEIPT, content),
                ],
            },
        )

    def _bundle(self) -> None:
        made_for = f" Made for {self.report.made_for}." if self.report.made_for else ""
        self.add(
            "uco-core:Bundle",
            "report",
            {
                "uco-core:name": f"Case report {self.case.number}",
                "uco-core:description": "Confidential: contains personal data. No image is part of "
                "this report. It is a record of events, not a finding that an offence was "
                f"committed.{made_for}",
                "uco-core:objectCreatedTime": time(self.report.made_at),
                "uco-core:specVersion": "UCO 1.5.0",
                "uco-core:object": self.references(),
            },
        )
