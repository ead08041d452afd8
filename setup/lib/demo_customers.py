# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The customer files of the two companies."""

import base64
import csv

from .templates import SCRIPTS

DATA = SCRIPTS.parent / "data"
FILES = {"joiner": "customers.csv", "designer": "customers_designer.csv"}
KINDS = {"entreprise": "business", "particulier": "consumer", "public": "public"}
# the design of a company's invoices, and of those to some of its customers
LOOKS = {
    "joiner": {
        "usual": "works",
        "consumer": "retail",
        "public": "classic",
        "foreign": "modern",
    },
    "designer": {"usual": "minimal"},
}
# a row whose SIRET has a wrong digit, to show what an import does with it
BROKEN = "C041"


def get_content(company):
    """Read a file as the API takes it.

    :param str company: joiner or designer
    :rtype: str
    """
    return base64.b64encode((DATA / FILES[company]).read_bytes()).decode()


def get_kinds(company):
    """Say of each customer of a company what kind he is.

    :param str company: joiner or designer
    :return: code -> business, consumer, public or foreign
    :rtype: dict
    """
    with open(DATA / FILES[company], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return {
        row["Code client"]: KINDS[row["Type"]] if row["Pays"] == "France" else "foreign"
        for row in rows
        if row["Code client"] != BROKEN
    }
