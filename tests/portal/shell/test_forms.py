"""Forms read what was filled in, and nothing else."""

import pytest
from wtforms import StringField

from portal.shell.forms import Form


class NameForm(Form):
    """A form of one field."""

    name = StringField()


@pytest.mark.parametrize("body", [True, [1], {"name": {"a": 1}}, "text", None])
def test_json_is_no_form(app, body):
    with app.test_request_context(method="POST", json=body):
        assert NameForm().name.data is None


def test_what_was_filled_in_is_read(app):
    with app.test_request_context(method="POST", data={"name": "光明饭店"}):
        assert NameForm().name.data == "光明饭店"
