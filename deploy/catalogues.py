"""`make i18n`: brings the translation catalogues up to date and reports their gaps."""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE_LANGUAGE = "en"  # its catalogue may stay empty: what is missing there is shown as written
LOCALES = ("zh_Hans_CN", SOURCE_LANGUAGE)
KEYWORDS = ("lazy_gettext", "lazy_ngettext:1,2", "lazy_pgettext:1c,2")
_PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*[\d.]*[a-z]|%%")


@dataclass(frozen=True, slots=True)
class Gap:
    """Something wrong with one message of a catalogue; `fault` says what."""

    locale: str
    text: str
    fault: str

    def __str__(self) -> str:
        return f"{self.locale}: {self.fault}: {self.text!r}"


def fresh_template() -> Catalog:
    """What the code and templates say today, extracted anew."""
    keywords = [word for keyword in KEYWORDS for word in ("-k", keyword)]
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "messages.pot"
        command = [
            str(Path(sys.executable).with_name("pybabel")), "--quiet", "extract", "-F", "babel.cfg",
            *keywords, "-c", "i18n:", "--sort-by-file", "-o", str(path), ".",
        ]  # fmt: skip
        subprocess.run(command, cwd=ROOT, check=True)
        with path.open("rb") as pot:
            return read_po(pot)


def catalogue(locale: str) -> Catalog:
    """The catalogue of `locale` as it is checked in."""
    with _po(locale).open("rb") as po:
        return read_po(po, locale=locale)


def gaps(template: Catalog, translated: Catalog) -> Iterator[Gap]:
    """What keeps `translated` from saying all that `template` asks, in its own words."""
    locale = str(translated.locale)
    for asked in template:
        if not asked.id:
            continue
        message = translated.get(asked.id, asked.context)
        text = _forms(asked.id)[0]
        if message is None:
            yield Gap(locale, text, "not in the catalogue, run make i18n")
        elif message.fuzzy:
            yield Gap(locale, text, "fuzzy")
        elif not all(_forms(message.string)):
            if locale != SOURCE_LANGUAGE:
                yield Gap(locale, text, "not translated")
        elif not _same_placeholders(message):
            yield Gap(locale, text, "other placeholders than the English text")


def update() -> None:
    """Bring every catalogue up to date with the code; nothing is guessed, nothing old is kept."""
    template = fresh_template()
    for locale in LOCALES:
        translated = catalogue(locale)
        translated.update(template, no_fuzzy_matching=True, update_creation_date=False)
        with _po(locale).open("wb") as po:
            write_po(po, translated, width=100, ignore_obsolete=True, include_lineno=False)


def main() -> int:
    """Update, or report; 1 when a catalogue has gaps."""
    parser = argparse.ArgumentParser(prog="python -m deploy.catalogues", description=__doc__)
    parser.add_argument("task", choices=["update", "report"])
    if parser.parse_args().task == "update":
        update()
        return 0
    template = fresh_template()
    found = [gap for locale in LOCALES for gap in gaps(template, catalogue(locale))]
    for gap in found:
        print(gap)
    print(f"{sum(1 for each in template if each.id)} messages, {len(found)} gaps")
    return 1 if found else 0


def _po(locale: str) -> Path:
    return ROOT / "translations" / locale / "LC_MESSAGES" / "messages.po"


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def _same_placeholders(message: Message) -> bool:
    wanted = _placeholders(_forms(message.id)[-1])  # the plural, which always tells the number
    return all(_placeholders(form) == wanted for form in _forms(message.string))


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


if __name__ == "__main__":
    sys.exit(main())
