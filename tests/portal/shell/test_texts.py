"""Templates find their texts by the reader's language, and by one that was chosen within."""

import pytest
from flask import render_template_string
from flask_babel import force_locale

from portal.shell.languages import CHINESE, ENGLISH

TEXTS = "{{ _('All restaurants') }} {{ ngettext('%(num)s restaurant', '%(num)s restaurants', 2) }}"


def told():
    return render_template_string(TEXTS)


def test_each_language_keeps_its_own_texts(app):
    found = []
    for path in ("/", "/en/", "/", "/en/"):
        with app.test_request_context("/", base_url=f"http://localhost{path.rstrip('/')}"):
            found.append(told())

    assert found[:2] == found[2:]
    assert found[0] != found[1]


@pytest.mark.parametrize("locale", [CHINESE, ENGLISH])
def test_a_language_that_was_chosen_within_a_request_ends_with_it(app, locale):
    other = CHINESE if locale == ENGLISH else ENGLISH
    with app.test_request_context("/"), force_locale(locale):
        before = told()
        with force_locale(other):
            within = told()
        after = told()

    assert before == after
    assert within != before
