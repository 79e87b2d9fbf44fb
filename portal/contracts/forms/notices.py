"""How the news of contracts reads."""

from flask_babel import lazy_gettext

from portal.notices.forms import Wording, name_kinds


def register_kinds() -> None:
    """Let notices say which statement was issued."""
    name_kinds({
        "contract.statement_issued": Wording(
            name=lazy_gettext("Statement issued"),
            title=lazy_gettext("Statement %(period)s is issued: %(off)s yuan deducted"),
            body=lazy_gettext(
                "%(contract)s. You may object to each row up to and with %(until)s."
            ),
        ),
    })  # fmt: skip
