# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that come in from a former software, some of them taken back."""

import base64
from functools import partial

INVOICES = "Numéro;Date;Échéance;Client;Total HT;TVA;Total TTC;Réglé"
CUSTOMERS = "Nom;SIREN;Adresse;Code postal;Ville;E-mail"
ROWS = 20


def write_invoices(number):
    """Write a file of invoices of a year ago, one of them wrong.

    :param int number: of the file
    :rtype: bytes
    """
    rows = []
    for at in range(ROWS):
        net = 100 * (at + 1)
        total = net * 12 // 10 + (at == ROWS - 1)  # the last does not add up
        rows.append(
            f"ANC{number}-{at:03};{1 + at:02}/03/2024;{1 + at:02}/04/2024;"
            f"Ancien client {number};{net},00;{net // 5},00;{total},00;0"
        )
    return "\n".join([INVOICES, *rows]).encode()


def write_customers(number):
    """Write a file of customers, one of them with a wrong number.

    :param int number: of the file
    :rtype: bytes
    """
    rows = [
        f"Entrant {number}-{at};{'123456789' if not at else ''};1 rue du Port;29200;"
        f"Brest;entrant{number}-{at}@entrant.example"
        for at in range(ROWS)
    ]
    return "\n".join([CUSTOMERS, *rows]).encode()


def bring_in(number, caller, day):
    """Import a file, and take every other one back.

    :param int number: of the file
    :param Caller caller: of an accountant
    :param date day: today
    """
    is_history = number % 40 == 10
    content = write_invoices(number) if is_history else write_customers(number)
    name = f"charge-{number}.csv"

    def find():
        domain = [["name", "=", name], ["state", "!=", "checked"]]
        made = caller.client.call("tpe.import", "search", domain=domain)
        return {"import_id": made[0]} if made else None

    bring = partial(
        caller.call,
        "import",
        "tpe.import",
        "tpe_import",
        company_id=caller.company,
        kind="invoices" if is_history else "partners",
        filename=name,
        content=base64.b64encode(content).decode(),
        profile="any",
    )
    bring(dry_run=True)
    answer = bring(dry_run=False, find=find)
    if number % 60 == 50:
        caller.call("undo", "tpe.import", "tpe_undo", import_id=answer["import_id"])
