# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A draft of ten lines issued, from check to seal, against Odoo's post and print.

Ours has to be durable when it answers: the commit, with its fsync, is not timed on
either side, as both would wait for the same disk.
"""

from .pair_document import do_reference as print_invoice

GOAL = 20


def prepare(env, invoice):
    """Make a draft like an invoice."""
    return invoice.copy({"invoice_date": "2026-11-16"})


def do_ours(env, draft, _url):
    """Issue it: check, post, render, prove, seal."""
    (answer,) = draft.tpe_issue()
    assert answer["sha256"]


def do_reference(env, draft, url):
    """Post it and make the documents that Odoo attaches."""
    draft.action_post()
    print_invoice(env, draft, url)
