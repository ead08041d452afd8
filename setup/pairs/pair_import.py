# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Past invoices of three lines out of a file, each, against Odoo's own import.

Ours are read from the file, posted, settled and proved in a report; Odoo's are drafts,
made from rows that were read before.
"""

import base64
import itertools

GOAL = 2
BATCH = 100
LINES = (("Table", 1, 900), ("Pose", 2, 150), ("Transport", 1, 60))
HEADING = (
    "Numéro;Date;Échéance;Client;Désignation;Quantité;Prix unitaire HT;Taux TVA;Payé"
)
FIELDS = [
    "ref",
    "move_type",
    "partner_id/.id",
    "invoice_date",
    "invoice_date_due",
    *(f"invoice_line_ids/{name}" for name in ("name", "quantity", "price_unit")),
    "invoice_line_ids/tax_ids/.id",
]
NUMBERS = itertools.count(1)


def prepare(env, invoice):
    """Name the customer and the tax of what is imported."""
    partner = invoice.commercial_partner_id
    partner.name = f"Ébénisterie {partner.id}"
    return partner, invoice.invoice_line_ids.tax_ids[:1], next(NUMBERS)


def do_ours(env, item, _url):
    """Bring a file in, proof included."""
    partner, _tax, batch = item
    rows = [HEADING]
    for number in range(BATCH):
        document = f"H{batch}-{number:05};03/02/2025;05/03/2025;{partner.name}"
        rows += [
            f"{document};{label};{quantity};{price};20;0"
            for label, quantity, price in LINES
        ]
    answer = env["tpe.import"].tpe_import(
        env.company.id,
        "invoices",
        "factures.csv",
        base64.b64encode("\n".join(rows).encode()).decode(),
    )
    assert answer["report"]["created"] == BATCH, answer["report"]


def do_reference(env, item, _url):
    """Load the same invoices as Odoo's import does."""
    partner, tax, batch = item
    rows = []
    for number in range(BATCH):
        head = [f"H{batch}-{number:05}", "out_invoice", str(partner.id)]
        head += ["2025-02-03", "2025-03-05"]
        for label, quantity, price in LINES:
            line = [label, str(quantity), str(price), str(tax.id)]
            rows.append(head + line)
            head = [""] * len(head)
    answer = env["account.move"].load(FIELDS, rows)
    assert len(answer["ids"] or ()) == BATCH, answer["messages"][:3]
