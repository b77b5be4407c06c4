"""What was posted and what was measured, as nodes of CASE/UCO."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain import MediaFinding, Sender, Surface
from bot.evidence.report_graph import Graph, Node, time, typed
from bot.evidence.report_json import when
from bot.evidence.report_phrases import KINDS, KNOWN

if TYPE_CHECKING:
    from bot.evidence.report import Report

FILE_NAME = "uco-observable:fileName"


class Observed(Graph):
    """The graph of what was seen in one case."""

    def __init__(self, report: Report) -> None:
        """Begin an empty graph."""
        super().__init__(report.case.case_id)
        self.report = report
        self.case = report.case

    # ---------------------------------------------------------------- what was posted

    def account(
        self, user: str, discord: Node, facets: Iterable[Node] = (), **fields: object
    ) -> Node:
        """Add an account by its user ID."""
        account = {
            "uco-observable:accountIdentifier": user,
            **{f"uco-observable:{name}": value for name, value in fields.items()},
        }
        return self.add(
            "uco-observable:ApplicationAccount",
            user,
            {
                "uco-core:hasFacet": [
                    self.node("uco-observable:AccountFacet", user, account),
                    self.node(
                        "uco-observable:ApplicationAccountFacet",
                        user,
                        {"uco-observable:application": discord},
                    ),
                    *facets,
                ]
            },
        )

    def sender(self, sender: Sender, discord: Node) -> Node:
        """Add the sender's account as it was at that moment."""
        names = self.node(
            "uco-observable:DigitalAccountFacet",
            "sender",
            {
                "uco-observable:accountLogin": sender.name,
                "uco-observable:displayName": sender.display_name,
            },
        )
        account = self.account(
            str(sender.user_id),
            discord,
            [names],
            observableCreatedTime=time(sender.account_created_at),
        )
        told = [f"Names, roles and the rest are those of {when(self.case.post.received_at)}."]
        if sender.joined_at:
            told.append(f"The account joined the server at {when(sender.joined_at)}.")
        if sender.role_ids:
            told.append(f"Its role IDs: {', '.join(map(str, sender.role_ids))}.")
        if sender.webhook_id:
            told.append(f"It is a webhook, ID {sender.webhook_id}: an automatic sender.")
        elif sender.is_bot:
            told.append("It is a bot: an automatic account.")
        self.annotate("sender", account, " ".join(told))
        return account

    def message(self, discord: Node, account: Node, others: list[Node]) -> Node:
        """Add the message."""
        post = self.case.post
        facet = {
            "uco-observable:application": discord,
            "uco-observable:messageID": str(post.message_id),
            "uco-observable:sentTime": time(post.posted_at),
            "uco-observable:to": others,
            "uco-observable:messageText": self.report.words,
        }
        if not post.subject:
            # Of a reaction the message is somebody else's.
            facet["uco-observable:from"] = account
        link = self.outside("link", "Discord message link", url=post.link)
        return self.add(
            "uco-observable:Message",
            "message",
            {
                "uco-core:hasFacet": [self.node("uco-observable:MessageFacet", "message", facet)],
                "uco-core:externalReference": [link],
            },
        )

    def thread(self, message: Node | None, accounts: list[Node]) -> None:
        """Add the channel or thread, with the message in it."""
        place = self.case.post.place
        thread = self.node(
            "uco-types:Thread", "channel", {"co:element": [message] if message else None}
        )
        facet = {
            "uco-observable:participant": accounts,
            "uco-observable:messageThread": thread if message else None,
        }
        ids = {
            "Discord server ID": place.guild_id,
            "Discord channel ID": place.parent_id or place.channel_id,
            "Discord thread ID": place.channel_id if place.parent_id else None,
        }
        self.add(
            "uco-observable:MessageThread",
            "channel",
            {
                "uco-core:name": place.channel_name,
                "uco-core:description": f"Server: {place.guild_name}" if place.guild_name else "",
                "uco-core:hasFacet": [
                    self.node("uco-observable:MessageThreadFacet", "channel", facet)
                ],
                "uco-core:externalReference": [
                    self.outside(what, what, str(each)) for what, each in ids.items() if each
                ],
            },
        )

    def file(self, finding: MediaFinding, of: Node, in_message: bool) -> Node:
        """Add an image's file, and what it has to do with the message or account."""
        ref, screening = finding.media, finding.screening
        key = f"file/{ref.media_id}"
        facets = [
            self.node(
                "uco-observable:FileFacet",
                key,
                {FILE_NAME: ref.filename, "uco-observable:sizeInBytes": ref.size},
            )
        ]
        if screening:
            hashed = [self.hash(key, screening.sha256)] if screening.sha256 else []
            content = {
                "uco-observable:hash": hashed,
                "uco-observable:sizeInBytes": screening.size,
                "uco-observable:mimeType": ref.content_type,
            }
            picture = {
                "uco-observable:imageCompressionMethod": screening.format,
                "uco-observable:pictureWidth": screening.width,
                "uco-observable:pictureHeight": screening.height,
            }
            facets.append(self.node("uco-observable:ContentDataFacet", key, content))
            facets.append(self.node("uco-observable:RasterPictureFacet", key, picture))
        file = self.add(
            "uco-observable:File",
            key,
            {
                "uco-core:description": "An image; it was not kept. Its name, MIME type and size "
                "in the FileFacet are what was claimed of it, the rest was measured. "
                f"Shown by: {ref.surface.value}; media ID {ref.media_id}.",
                "uco-core:hasFacet": facets,
            },
        )
        if screening and screening.pdq:
            # UCO's vocabulary of hashes has exact ones only.
            quality = f", quality {screening.pdq_quality} of 100"
            told = f"PDQ, a fingerprint of what the picture looks like: {screening.pdq}{quality}."
            self.annotate(key, file, told)
        attached = in_message and ref.surface is Surface.ATTACHMENT
        kind = "Contained_Within" if in_message else "Related_To"
        self.add(
            "uco-observable:ObservableRelationship",
            key,
            {
                "uco-core:source": file,
                "uco-core:target": of,
                "uco-core:kindOfRelationship": "Attachment_Of" if attached else kind,
                "uco-core:isDirectional": True,
            },
        )
        return file

    def hash(self, key: str, value: str) -> Node:
        """Return a SHA-256."""
        fields = {
            "uco-types:hashMethod": "SHA256",
            "uco-types:hashValue": typed("hexBinary", value),
        }
        return self.node("uco-types:Hash", key, fields)

    # ---------------------------------------------------------------- what was measured

    def tool(self) -> Node:
        """Add the program, with its rules and parts."""
        report = self.report
        items = {"policy": self.case.decision.policy_version}
        if report.policy:
            items["preset"] = report.policy.strictness.value
            for label, threshold in report.policy.thresholds.items():
                items[f"{label.value} is explicit from"] = str(threshold.explicit)
                items[f"{label.value} is suspect from"] = str(threshold.suspect)
        items |= {**(report.network or {}), **(report.decoders or {})}
        entries = [
            self.node(
                "uco-configuration:ConfigurationEntry",
                name,
                {"uco-configuration:itemName": name, "uco-configuration:itemValue": value},
            )
            for name, value in items.items()
        ]
        configuration = self.add(
            "uco-configuration:Configuration",
            "tool",
            {"uco-configuration:configurationEntry": entries},
        )
        return self.add(
            ["uco-tool:AnalyticTool", "uco-tool:ConfiguredTool"],
            "tool",
            {
                "uco-core:name": "Flashguard",
                "uco-tool:version": report.version,
                "uco-tool:toolType": "screening of images with a neural network",
                "uco-configuration:usesConfiguration": configuration,
            },
        )

    def analysis(self, finding: MediaFinding, file: Node, tool: Node) -> Node:
        """Add a screening; return its result."""
        key = f"file/{finding.media.media_id}"
        screening, verdict = finding.screening, finding.verdict
        kind = verdict.kind.value if verdict else "pending"
        reason = f" Reason: {verdict.reason.value}." if verdict and verdict.reason else ""
        if verdict and verdict.known:
            reason += f" By its fingerprint: {KNOWN[verdict.known.value]}."
        classes = [
            self.node(
                "uco-analysis:ArtifactClassification",
                f"{key}/{number}",
                {
                    "uco-analysis:class": each.label.value,
                    "uco-analysis:classificationConfidence": typed(
                        "decimal", f"{Decimal(repr(each.score)):f}"
                    ),
                },
            )
            for number, each in enumerate(screening.detections if screening else ())
        ]
        facet = self.node(
            "uco-analysis:ArtifactClassificationResultFacet",
            key,
            {"uco-analysis:classification": classes},
        )
        failed = screening is None or screening.unscreened is not None
        result = self.add(
            "uco-analysis:AnalyticResult",
            key,
            {
                "uco-analysis:originatingAnalysis": self.reference("uco-analysis:Analysis", key),
                "uco-analysis:resultContent": [file],
                "uco-core:statement": f"The program reported: {KINDS[kind]}.{reason} A "
                "classification's confidence is the network's own measure between 0 and 1; it is "
                "not a probability.",
                "uco-core:hasFacet": [facet],
            },
        )
        self.add(
            "uco-analysis:Analysis",
            key,
            {
                "uco-action:actionStatus": "Fail" if failed else "Success",
                "uco-action:instrument": [tool],
                "uco-action:object": [file],
                "uco-action:result": [result],
            },
        )
        return result
