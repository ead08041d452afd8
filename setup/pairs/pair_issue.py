# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts of ten lines issued in a batch, each, against Odoo's post and print.

From check to seal. Ours has to be durable when it answers: the commit, with its fsync,
is not timed on either side, as both would wait for the same disk.
"""

from .pair_document import do_reference as print_invoice

IS_ELSEWHERE = True  # the reference prints in processes of its own
GOAL = 20
BATCH = 10


def prepare(env, invoice):
    """Make drafts like an invoice."""
    drafts = [draft_like(invoice) for _each in range(BATCH)]
    return env["account.move"].concat(*drafts)


def draft_like(invoice):
    """:param invoice: record
    :return: a draft that is a copy of it"""
    return invoice.copy({"invoice_date": "2026-11-16"})


def do_ours(env, drafts, _url):
    """Issue them: check, post, render, prove, seal."""
    assert len(drafts.tpe_issue()) == BATCH


def do_reference(env, drafts, url):
    """Post them and make the documents that Odoo attaches."""
    drafts.action_post()
    for draft in drafts:
        print_invoice(env, draft, url)
