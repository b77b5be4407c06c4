"""Nodes of a CASE/UCO graph in JSON-LD, each named for good by what it is and by its case.

Ontology: https://ontology.caseontology.org and https://ontology.unifiedcyberontology.org.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from bot.evidence.report_json import when

CONTEXT = {
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "co": "http://purl.org/co/",
    "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "uco-analysis": "https://ontology.unifiedcyberontology.org/uco/analysis/",
    "uco-configuration": "https://ontology.unifiedcyberontology.org/uco/configuration/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-tool": "https://ontology.unifiedcyberontology.org/uco/tool/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_NAMESPACE = UUID("5f2f3a0e-54e5-5d0b-9b0a-7b0e4b9d4c11")
"""Names of a case's nodes are made in it (UUID version 5): the same case, the same names."""
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no xsd:string can hold (XML 1.0, production 2)."""

Node = dict[str, object]


class Graph:
    """The nodes of one case."""

    def __init__(self, case_id: str) -> None:
        """Name nodes after a case."""
        self._case_id = case_id
        self._nodes: list[Node] = []

    def to_json(self) -> Node:
        """Return the graph as a JSON-LD object."""
        return {"@context": CONTEXT, "@graph": self._nodes}

    def references(self) -> list[Node]:
        """Return references to all nodes that were added."""
        return [{"@id": node["@id"]} for node in self._nodes]

    def reference(self, kind: str | list[str], key: str) -> Node:
        """Return the reference to a node, whether it was added yet or not."""
        name = _plain(f"{self._case_id}/{kind}/{key}")
        return {"@id": f"urn:uuid:{uuid5(_NAMESPACE, name)}"}

    def node(self, kind: str | list[str], key: str, fields: Mapping[str, object]) -> Node:
        """Return a node with the fields that are there, under a name of its own in this case."""
        told = {
            field: _plain(value) if isinstance(value, str) else value
            for field, value in fields.items()
            if value not in (None, "", [])
        }
        return {**self.reference(kind, key), "@type": kind, **told}

    def add(self, kind: str | list[str], key: str, fields: Mapping[str, object]) -> Node:
        """Add a node to the graph; return the reference to it."""
        node = self.node(kind, key, fields)
        self._nodes.append(node)
        return {"@id": node["@id"]}

    def outside(self, key: str, context: str, identifier: str = "", url: str = "") -> Node:
        """Return what something is called outside of the graph."""
        return self.node(
            "uco-core:ExternalReference",
            key,
            {
                "uco-core:definingContext": context,
                "uco-core:externalIdentifier": identifier,
                "uco-core:referenceURL": typed("anyURI", url) if url else None,
            },
        )

    def annotate(self, key: str, what: Node, statement: str) -> None:
        """Add a statement about a node."""
        self.add(
            "uco-core:Annotation", key, {"uco-core:object": [what], "uco-core:statement": statement}
        )


def typed(kind: str, value: str) -> Node:
    """Return a literal of one of XML Schema's types."""
    return {"@type": f"xsd:{kind}", "@value": value}


def time(at: datetime) -> Node:
    """Return an instant as a literal, in UTC."""
    return typed("dateTime", when(at))


def _plain(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
