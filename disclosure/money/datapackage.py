"""The descriptor of the open data (Frictionless Data Package, version 1): what each file holds, column by column. Pure.

Source: https://specs.frictionlessdata.io/data-package/ and /tabular-data-resource/.
"""

from typing import Any

from disclosure.money.opendata import KEY, RESOURCES, Resource, Stamp
from foundation.tables.writing import Format

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "知识共享署名 4.0 国际许可协议",
    "path": "https://creativecommons.org/licenses/by/4.0/deed.zh-hans",
}
MEDIA = {
    Format.CSV: "text/csv",
    Format.JSON: "application/json",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def describe(stamp: Stamp, *, site: str, base: str, name: str, is_demo: bool) -> dict[str, Any]:
    """Return the descriptor; `base` is the absolute address of the folder of the files, `site` that of the site."""
    note = "演示数据，数字为虚构。" if is_demo else ""
    found: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "public-money",
        "title": f"{name}：“三公”经费",
        "description": f"{note}各单位公布的“三公”经费预算、决算和有关数量，每年、每单位、每项目一行。金额单位为元。",
        "homepage": base,
        "version": stamp.digest,
        "licenses": [LICENCE],
        "sources": [{"title": name, "path": site}],
        "resources": [_resource(each, base) for each in RESOURCES.values()],
    }
    if stamp.changed_at is not None:
        found["created"] = stamp.changed_at.isoformat(timespec="seconds")
    return found


def _resource(resource: Resource, base: str) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": resource.name,
        "title": resource.title,
        "path": f"{base}{resource.name}.csv",
        "format": "csv",
        "mediatype": MEDIA[Format.CSV],
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "fields": [
                {
                    "name": field.name,
                    "type": field.type,
                    "description": field.description,
                    **({"format": "uri"} if "format" in field.constraints else {}),
                    "constraints": {key: value for key, value in field.constraints.items() if key != "format"},
                }
                for field in resource.fields
            ],
            "missingValues": [""],
            "primaryKey": [*KEY, resource.key],
        },
    }
