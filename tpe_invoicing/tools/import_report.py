# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report of an import, put together from those of its parts."""

from decimal import Decimal

from .import_proof import find_gaps

TABLES = {
    "by_currency": ("currency",),
    "by_month": ("month", "rate", "currency"),
    "by_partner": ("partner", "currency"),
}


def new_report():
    """:return: the report of a file of which nothing was read yet
    :rtype: dict"""
    return {
        "read": 0,
        "created": 0,
        "skipped": 0,
        "rejected": [],
        "warnings": [],
        "totals": {},
        "duplicates": [],
        "gaps": [],
    }


def add_report(whole, part):
    """Add the report of a part to the whole.

    :param dict whole: report; takes the part
    :param dict part: report of some rows

    >>> whole = new_report() | {"created": 1, "totals": {"total": "1.20"}}
    >>> add_report(whole, new_report() | {"created": 2, "totals": {"total": "0.30"}})
    >>> whole["created"], whole["totals"]
    (3, {'total': '1.50'})
    """
    for name in ("read", "created", "skipped"):
        whole[name] += part[name]
    for name in ("rejected", "duplicates", "gaps"):
        whole[name] += part[name]
    # the report of a file that was begun before a release has none
    whole["warnings"] = whole.get("warnings", []) + part.get("warnings", [])
    if "numbers" in part:
        whole["numbers"] = whole.get("numbers", []) + part["numbers"]
    add_totals(whole["totals"], part["totals"])


def add_totals(whole, part):
    """Add totals.

    :param dict whole: totals; takes the others
    :param dict part: totals of some rows
    """
    for name, value in part.items():
        if name in TABLES:
            whole[name] = _add_tables(whole.get(name, []), value, TABLES[name])
        else:
            whole[name] = _add(whole.get(name), value)


def _add(one, other):
    if one is None:
        return other
    if isinstance(other, str):
        return str(Decimal(one) + Decimal(other))
    return one + other


def _add_tables(rows, others, key):
    found = {tuple(row[name] for name in key): dict(row) for row in rows}
    for row in others:
        known = found.setdefault(tuple(row[name] for name in key), {})
        for name, value in row.items():
            known[name] = value if name in key else _add(known.get(name), value)
    return list(found.values())


def close_report(report):
    """Order a report whose parts are all there; changes it.

    :param dict report: the report
    """
    report["rejected"].sort(key=lambda entry: entry["line"])
    report.get("warnings", []).sort(key=lambda entry: entry["line"])
    report["duplicates"].sort(key=lambda entry: entry["line"])
    if "numbers" in report:
        report["gaps"] = find_gaps(set(report.pop("numbers")))
    totals = report["totals"]
    if "by_currency" in totals:
        _settle_currency(totals)
    if "by_month" in totals:
        totals["by_month"].sort(
            key=lambda row: (row["month"], Decimal(row["rate"] or 0), row["currency"])
        )
    if "by_partner" in totals:
        rows = [row for row in totals["by_partner"] if Decimal(row["open"])]
        totals["by_partner"] = sorted(
            rows, key=lambda row: (row["partner"], row["currency"])
        )


def _settle_currency(totals):
    """Amounts of two currencies make no sum: beside the table by currency, the totals
    are those of the company's own one, or of the only one there is."""
    own, *others = totals["by_currency"]
    used = [row for row in (own, *others) if row["documents"]]
    only = used[0] if len(used) == 1 else own
    documents = totals["documents"]
    totals |= {**only, "documents": documents, "by_currency": used or [own]}
