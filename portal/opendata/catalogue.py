"""What describes the files: their columns, the package, and the catalogue that others harvest."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from flask_babel.speaklater import LazyString

from portal.opendata.datasets import DATASETS, Dataset
from portal.opendata.editions import DICTIONARY, PACKAGE, TYPES, Edition
from portal.opendata.forms.fields import FIELDS
from portal.shell.exports import csv_file

Both = Callable[[LazyString], tuple[str, str]]
"""A text in Chinese and in English."""

Json = dict[str, Any]
DICTIONARY_COLUMNS = ("dataset", "column", "type", "zh", "en")
CONTEXT = {
    "@vocab": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    **{
        name: f"dct:{name}"
        for name in ("title", "description", "identifier", "issued", "modified", "license",
                     "publisher", "language", "format")
    },
}  # fmt: skip


def explanations(both: Both, *, licence: str) -> dict[str, bytes]:
    """The dictionary of columns in both languages, and the package, by their files' names."""
    rows = [
        (dataset.name, column, _type(dataset, column), *both(FIELDS[column]))
        for dataset in DATASETS.values()
        for column in dataset.columns
    ]
    return {
        DICTIONARY: csv_file(DICTIONARY_COLUMNS, rows),
        PACKAGE: msgspec.json.format(msgspec.json.encode(_package(both, licence=licence))),
    }


def catalogue(edition: Edition | None, both: Both, *, home: str, about: Json) -> Json:
    """The catalogue in the words of DCAT; `about` are the publisher's own.

    No dataset while no files were made.
    """
    datasets: Iterable[Dataset] = DATASETS.values() if edition else ()
    return {
        "@context": CONTEXT,
        "@type": "Catalog",
        "title": about["title"],
        "publisher": {"name": about["publisher"]},
        "license": about["license"],
        "language": ["zh", "en"],
        "dataset": [
            _dataset(each, edition, both, home=home, about=about)
            for each in datasets
            if edition is not None
        ],
    }  # fmt: skip


def _dataset(each: Dataset, edition: Edition, both: Both, *, home: str, about: Json) -> Json:
    title, title_en = both(each.title)
    text, text_en = both(each.about)
    return {
        "@type": "Dataset",
        "identifier": f"{home}/open-data#{each.name}",
        "title": f"{title} {title_en}",
        "description": f"{text}\n{text_en}",
        "issued": edition.day,
        "modified": edition.day,
        "license": about["license"],
        "accessLevel": "public",
        "keyword": ["明厨亮灶", "food safety", each.name],
        "publisher": {"name": about["publisher"]},
        "contactPoint": {"fn": about["publisher"], "hasTelephone": f"tel:{about['phone']}"},
        "accrualPeriodicity": "R/P1D",
        "distribution": [
            {
                "@type": "Distribution",
                "title": file.name,
                "downloadURL": f"{home}/open-data/{edition.day}/{file.name}",
                "mediaType": TYPES[file.format].partition(";")[0],
                "format": file.format.upper(),
                "byteSize": file.size_bytes,
                "checksum": {"algorithm": "sha256", "checksumValue": file.sha256},
            }
            for file in edition.of(each.name)
        ],
    }


def _package(both: Both, *, licence: str) -> Json:
    """The description of the tables; source: Frictionless Data Package."""
    return {
        "name": "mingchu",
        "licenses": [{"name": licence}],
        "resources": [
            {
                "name": dataset.name,
                "path": f"{dataset.name}.csv",
                "title": both(dataset.title)[1],
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {"name": column, "type": _type(dataset, column),
                         "description": both(FIELDS[column])[1],
                         "description_zh": both(FIELDS[column])[0]}
                        for column in dataset.columns
                    ],
                    "missingValues": [""],
                },
            }
            for dataset in DATASETS.values()
        ],
    }  # fmt: skip


def _type(dataset: Dataset, column: str) -> str:
    """The type of a column as packages name it."""
    schemas = msgspec.json.schema(dataset.shape)["$defs"]
    schema = schemas[dataset.shape.__name__]["properties"][column]
    kinds = [schema, *schema.get("anyOf", [])]
    told: Json = next((each for each in kinds if each.get("type") not in {None, "null"}), {})
    if told.get("format") in {"date", "date-time"}:
        return "date" if told["format"] == "date" else "datetime"
    return str(told.get("type", "string"))
