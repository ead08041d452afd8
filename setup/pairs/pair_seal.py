# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seal one document durably, against Odoo's hash of one entry.

Ours: 60 kB on the disk, chained, signed, committed. Reference: the inalterable hash of
account, committed; it signs nothing and keeps no file.
"""

import os

GOAL = 20


def do_ours(env, invoice, _url):
    """Seal a letter of the size of an invoice."""
    env["tpe.archive.entry"]._seal_documents(
        [
            {
                **dict.fromkeys(("move_id", "partner_id")),
                "kind": "letter",
                "company_id": invoice.company_id.id,
                "name": f"Letter {invoice.id}",
                "date": invoice.invoice_date,
                "partner_name": "Bâti Ouest",
                "currency": "EUR",
                "amount_untaxed": "100.00",
                "amount_tax": "20.00",
                "amount_total": "120.00",
                "filename": "letter.pdf",
                "pdf": os.urandom(60000),
                "xml": os.urandom(8000),
                "meta": {},
            }
        ]
    )
    env.cr.commit()


def do_reference(env, invoice, _url):
    """Hash the next entry of the sequence."""
    move = find_unhashed(env, 1)
    move._hash_moves(force_hash=True, raise_if_gap=False)
    env.cr.commit()
    assert move.inalterable_hash, "nothing was hashed"


def find_unhashed(env, limit=None):
    """Find the next invoices that Odoo can hash: those it has numbered itself.

    :param env: of the database
    :param int limit: how many
    """
    domain = [
        ("move_type", "=", "out_invoice"),
        ("state", "=", "posted"),
        ("inalterable_hash", "=", False),
        ("name", "not like", "COPY/"),
    ]
    return env["account.move"].search(domain, order="sequence_number", limit=limit)
