"""The audit chain, for who has to look after others."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for

from portal.accounts import forms, queries
from portal.accounts.access import requires
from portal.accounts.filters import keeps_filters
from portal.accounts.kinds import Role
from portal.accounts.places import entry_names
from portal.accounts.public.blueprint import bp
from portal.extensions import db
from portal.shell.asked import arguments_of, page_number


def _arguments(told: Mapping[str, str]) -> dict[str, Any]:
    wanted = forms.asked_audit(told)
    return arguments_of(q=wanted.text, act=wanted.act, since=wanted.since, until=wanted.until)


@bp.get("/audit")
@keeps_filters(_arguments)
@requires(Role.AUDITOR, Role.BUREAU_OFFICER, Role.SYSADMIN)
def audit() -> str:
    """Who did what and when, the newest first."""
    wanted, asked = forms.asked_audit(request.args), _arguments(request.args)
    found = queries.audit_page(db.session(), wanted, page=page_number(request.args.get("page")))
    return render_template(
        "accounts/audit.html",
        found=found,
        wanted=wanted,
        acts=forms.act_choices(queries.audit_acts(db.session())),
        act_text=forms.act_text,
        names=entry_names(found.rows),
        subject_text=forms.subject_text,
        facts=forms.fact_lines,
        head=queries.audit_head(db.session()),
        address=lambda page: url_for(".audit", **asked, page=page),
    )
