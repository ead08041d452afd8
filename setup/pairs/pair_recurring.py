# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Contracts of one line issued and sealed on their day, each, against OCA's drafts.

Both are the scheduled action of the same contracts. Ours checks, posts, renders, proves
and seals; the reference makes drafts and stops. Mails are left out on both sides, as is
the commit between two batches of ours: what is done is rolled back.
"""

import datetime
from unittest.mock import patch

from odoo import Command

GOAL = 1
BATCH = 100
DAY = datetime.date(2026, 11, 16)


def prepare(env, invoice):
    """Make the contracts of a customer, the day before their first invoice."""
    product = invoice.invoice_line_ids.product_id[:1]
    tax = invoice.invoice_line_ids.tax_ids[:1]
    product.taxes_id = [Command.set(tax.ids)]
    line = {
        "product_id": product.id,
        "name": "Upkeep from #START# to #END#",
        "quantity": 1,
        "price_unit": 100,
        "date_start": DAY,
        "recurring_next_date": DAY,
        "recurring_rule_type": "monthly",
    }
    return env["contract.contract"].create(
        [
            {
                "name": f"Upkeep {number}",
                "partner_id": invoice.partner_id.id,
                "contract_type": "sale",
                "recurring_rule_type": "monthly",
                "date_start": DAY,
                "contract_line_ids": [Command.create(line)],
            }
            for number in range(BATCH)
        ]
    )


def do_ours(env, contracts, _url):
    """The scheduler's run: from the contract to the sealed original and its mail."""
    model = type(contracts)
    with (
        patch.object(model, "_tpe_keep_progress", lambda *_args, **_options: True),
        patch.object(model, "_tpe_send_recurring", lambda *args: None),
    ):
        contracts.browse().cron_recurring_create_invoice(date_ref=DAY)
    moves = _find_moves(contracts)
    assert len(moves.tpe_archive_entry_id) == BATCH, moves.mapped("state")


def do_reference(env, contracts, _url):
    """The scheduler's run: drafts."""
    contracts.browse().cron_recurring_create_invoice(date_ref=DAY)
    assert len(_find_moves(contracts)) == BATCH


def _find_moves(contracts):
    """:return: the invoices of contracts
    :rtype: account.move"""
    domain = [("contract_line_id", "in", contracts.contract_line_ids.ids)]
    return contracts.env["account.move.line"].search(domain).move_id
