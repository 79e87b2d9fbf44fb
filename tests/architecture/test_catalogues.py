"""Both languages say everything the interface says."""

import pytest
from babel.messages import Catalog

from deploy.catalogues import LOCALES, catalogue, fresh_template, gaps


@pytest.fixture(scope="module")
def template() -> Catalog:
    """What code and templates say today."""
    return fresh_template()


@pytest.mark.parametrize("locale", LOCALES)
def test_catalogue_is_complete(template: Catalog, locale: str) -> None:
    found = [str(gap) for gap in gaps(template, catalogue(locale))]

    assert found == []


@pytest.mark.parametrize("locale", LOCALES)
def test_catalogue_holds_nothing_that_is_no_longer_said(template: Catalog, locale: str) -> None:
    stale = [
        message.id
        for message in catalogue(locale)
        if message.id and template.get(message.id, message.context) is None
    ]

    assert stale == []


def chinese(**messages: str) -> Catalog:
    """A small Chinese catalogue."""
    made = Catalog(locale="zh_Hans_CN")
    for text, translation in messages.items():
        made.add(text, translation)
    return made


def asking(*texts: str) -> Catalog:
    """A template that asks for `texts`."""
    made = Catalog()
    for text in texts:
        made.add(text)
    return made


def test_a_missing_message_is_a_gap() -> None:
    assert [gap.fault for gap in gaps(asking("Kitchen"), chinese())] == [
        "not in the catalogue, run make i18n"
    ]


def test_an_empty_translation_is_a_gap() -> None:
    assert [gap.fault for gap in gaps(asking("Kitchen"), chinese(Kitchen=""))] == ["not translated"]


def test_another_placeholder_is_a_gap() -> None:
    translated = chinese()
    translated.add("Seen %(count)s times", "看过 %(number)s 次")

    found = list(gaps(asking("Seen %(count)s times"), translated))

    assert [gap.fault for gap in found] == ["other placeholders than the English text"]


def test_a_fuzzy_translation_is_a_gap() -> None:
    translated = chinese()
    translated.add("Kitchen", "厨房", flags=["fuzzy"])

    assert [gap.fault for gap in gaps(asking("Kitchen"), translated)] == ["fuzzy"]


def test_a_full_catalogue_has_no_gap() -> None:
    assert list(gaps(asking("Kitchen"), chinese(Kitchen="后厨"))) == []
