"""Packs everything about a Finding or a lead into one file that others can check."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from portal.findings.lead_kinds import LeadState
from portal.findings.models import Detection, Finding
from portal.findings.pictures import FindingPictures
from portal.findings.rules.codes import clauses_of
from portal.rounds.pictures import PictureStore

UNREVIEWED = "线索，未经审核不得作为处罚证据\nA lead: not reviewed, so no evidence for a penalty\n"
"""What an export of a Detection says until a person has confirmed it; 行政处罚法 Art 41."""


def package(
    finding: Finding,
    *,
    store: FindingPictures,
    by: str,
    at: datetime,
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """A ZIP of pictures, facts, chain of custody and a list of SHA-256 sums, with `more` files.

    `sha256sum --check SHA256SUMS` proves that nothing was changed. Pictures deleted by rule are
    named in the facts, without their file.
    """
    files = {
        f"pictures/{number:02}-{each.moment}-{each.code[:8]}.jpg": content
        for number, each in enumerate(finding.pictures, start=1)
        if each.removed_at is None and (content := store.read(each.code)) is not None
    }
    whole = {**files, **(more or {})}
    return packed(whole, facts=_facts(finding), custody=_custody(finding, by=by, at=at))


def lead_package(lead: Detection, *, store: PictureStore, by: str, at: datetime) -> bytes:
    """The same of a lead, as the Camera sent it; one that nobody has judged says so."""
    custody: list[dict[str, Any]] = [
        {"at": _moment(lead.found_at), "by": lead.rule_version, "act": "found"}
    ]
    if lead.reviewed_at is not None:
        custody.append(
            {"at": _moment(lead.reviewed_at), "by": lead.reviewed_by, "act": lead.state.value,
             "text": lead.note}
        )  # fmt: skip
    return packed(
        lead_files(lead, store=store),
        facts=_lead_facts(lead),
        custody=[*custody, {"at": _moment(at), "by": by, "act": "export"}],
        is_reviewed=lead.state is not LeadState.PENDING,
    )


def lead_files(lead: Detection, *, store: PictureStore) -> dict[str, bytes]:
    """The kept files of a lead, by their names in a package."""
    return {
        f"lead/{each.part}{Path(each.file).suffix}": content
        for each in lead.evidence
        if each.removed_at is None and (content := store.read(each.file)) is not None
    }


def packed(
    files: Mapping[str, bytes],
    *,
    facts: Mapping[str, Any],
    custody: list[dict[str, Any]],
    is_reviewed: bool = True,
) -> bytes:
    """The files with facts and custody as one ZIP; one not reviewed says so in a file of its own.

    The same content always gives the same bytes.
    """
    whole = dict(files)
    whole["facts.json"] = _json(facts)
    whole["custody.json"] = _json(custody)
    if not is_reviewed:
        whole["UNREVIEWED-LEAD.txt"] = UNREVIEWED.encode()
    sums = "".join(f"{sha256(whole[name]).hexdigest()}  {name}\n" for name in sorted(whole))
    whole["SHA256SUMS"] = sums.encode()
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(whole):
            archive.writestr(zipfile.ZipInfo(name), whole[name], zipfile.ZIP_DEFLATED)
    return saved.getvalue()


def _facts(finding: Finding) -> dict[str, Any]:
    restaurant, camera = finding.restaurant, finding.camera
    return {
        "number": finding.number,
        "restaurant": {"code": restaurant.code, "name": restaurant.name,
                       "licence_no": restaurant.licence_no, "address": restaurant.address},
        "station": restaurant.station.code,
        "camera": camera.code if camera else None,
        "zone": finding.zone.value if finding.zone else None,
        "violation": finding.code.value,
        "severity": finding.severity.value,
        "basis": [
            {"clause": clause.id, "read_on": clause.read_on.isoformat() if clause.read_on else None,
             "verified_by_counsel": is_verified}
            for clause, is_verified in clauses_of(finding.code)
        ],
        "origin": finding.origin.value,
        "origin_id": finding.origin_id,
        "origin_facts": finding.facts,
        "seen_at": _moment(finding.seen_at),
        "confirmed_at": _moment(finding.opened_at),
        "confirmed_by": finding.confirmed_by,
        "told_restaurant_at": _moment(finding.pushed_at),
        "due_at": _moment(finding.due_at),
        "state": finding.state.value,
        "is_reviewed": True,
        "pictures": [
            {"moment": each.moment.value, "taken_at": _moment(each.taken_at),
             "sha256": each.sha256, "source": each.source,
             "deleted_at": _moment(each.removed_at)}
            for each in finding.pictures
        ],
    }  # fmt: skip


def _lead_facts(lead: Detection) -> dict[str, Any]:
    camera = lead.camera
    return {
        "lead": lead.id,
        "restaurant": {"code": camera.restaurant.code, "name": camera.restaurant.name},
        "camera": camera.code,
        "zone": lead.zone.value,
        "violation": lead.code.value,
        "severity": lead.severity.value,
        "seen_at": _moment(lead.seen_at),
        "score": lead.score,
        "reason": lead.reason,
        "thresholds": lead.thresholds,
        "region": lead.region,
        "rule_version": lead.rule_version,
        "models": lead.models,
        "state": lead.state.value,
        "is_reviewed": lead.state is not LeadState.PENDING,
        "reject_reason": lead.reject_reason.value if lead.reject_reason else None,
        "evidence": [
            {"part": each.part.value, "taken_at": _moment(each.taken_at), "sha256": each.sha256,
             "marks": each.marks, "deleted_at": _moment(each.removed_at)}
            for each in lead.evidence
        ],
    }  # fmt: skip


def _custody(finding: Finding, *, by: str, at: datetime) -> list[dict[str, Any]]:
    """Who had it in hand, in order, the export last."""
    steps = [
        {"at": _moment(each.at), "by": each.author, "act": each.act.value, "text": each.text,
         "becomes": each.becomes.value}
        for each in finding.steps
    ]  # fmt: skip
    return [*steps, {"at": _moment(at), "by": by, "act": "export"}]


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).isoformat(timespec="seconds")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"
