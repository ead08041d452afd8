# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of a recovery file, for a spreadsheet: statement, interest, proofs."""

import csv
import io
from decimal import Decimal

from odoo.addons.tpe_invoicing.tools.archive_index import write_day
from odoo.addons.tpe_invoicing.tools.cells import escape_cell

from ..tools.interest_table import iterate_days
from .recovery_page import CHANNELS, DELIVERIES


def write_csv(heading, rows):
    """:param heading: names of the columns
    :param rows: lists of cells
    :return: a file that French spreadsheets open
    :rtype: bytes

    >>> write_csv(["A", "B"], [["=1+1", "2"]]).decode("utf-8-sig")
    "A;B\\r\\n'=1+1;2\\r\\n"
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows([escape_cell(cell) for cell in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def comma(number):
    """:param number: an amount, a rate; or a decimal string
    :return: the number with a comma; a minus is no formula
    :rtype: str

    >>> comma(Decimal("12.40")), comma("1200.00"), comma("-5.00")
    ('12,40', '1200,00', ' -5,00')
    """
    text = str(number).replace(".", ",")
    return f" {text}" if text.startswith("-") else text


def write_statement(sections):
    """Write the account: what was invoiced, what came in, what is open.

    :param list sections: what is open, by currency
    :rtype: bytes
    """
    rows = []
    for section in sections:
        balance = Decimal(0)
        for line in section["statement"]:
            balance += Decimal(line["debit"] or 0) - Decimal(line["credit"] or 0)
            rows.append(
                [
                    write_day(line["date"]),
                    line["document"],
                    write_day(line["due_on"]),
                    comma(line["debit"]),
                    comma(line["credit"]),
                    f"{balance}".replace(".", ","),
                    section["currency"],
                ]
            )
    heading = "Date;Pièce;Échéance;Débit;Crédit;Solde;Devise".split(";")
    return write_csv(heading, rows)


def write_interest(dues):
    """:param dues: pairs of due item (dict) and rows of interest
    :return: the interest by balance and rate
    :rtype: bytes"""
    lines = [
        [
            due["invoice"],
            write_day(row.first.isoformat()),
            write_day(row.last.isoformat()),
            row.days,
            comma(row.balance),
            comma(row.rate),
            row.year_days,
            comma(round(row.interest, 6)),
        ]
        for due, rows in dues
        for row in rows
    ]
    heading = (
        "Facture;Du;Au;Jours;Solde;Taux annuel (%);Base (jours);Intérêts (non arrondis)"
    )
    return write_csv(heading.split(";"), lines)


def write_days(dues):
    """:param dues: pairs of due item (dict) and rows of interest
    :return: the interest of each day, and of all days so far
    :rtype: bytes"""
    lines = (
        [
            due["invoice"],
            write_day(day.isoformat()),
            comma(row.balance),
            comma(row.rate),
            comma(one),
            comma(whole),
        ]
        for due, rows in dues
        for day, row, one, whole in iterate_days(rows)
    )
    heading = "Facture;Jour;Solde;Taux annuel (%);Intérêts du jour;Intérêts cumulés"
    return write_csv(heading.split(";"), lines)


def write_reminders(reminders):
    """:param list reminders: what was sent
    :return: the reminders with their proof of sending
    :rtype: bytes"""
    lines = [
        [
            write_day(each["date"]),
            write_day(each["sent_at"]),
            CHANNELS.get(each["channel"], each["channel"]),
            each["address"],
            each["subject"],
            comma(each["amount"]),
            DELIVERIES.get(each["delivery"], ""),
            each["proof"],
            each["file"],
            each["sha256"],
        ]
        for each in reminders
    ]
    heading = (
        "Date;Envoyée le (UTC);Canal;Destinataire;Objet;Montant réclamé;Remise;Preuve;"
        "Fichier;SHA-256"
    )
    return write_csv(heading.split(";"), lines)


def write_hashes(hashes):
    """:param dict hashes: SHA-256 by file
    :return: a list that ``sha256sum -c`` reads
    :rtype: bytes"""
    return "".join(f"{sha256}  {name}\n" for name, sha256 in hashes.items()).encode()
