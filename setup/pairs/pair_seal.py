# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seal one document durably, against Odoo's hash of one entry.

Ours: 60 kB on the disk, chained, signed, committed. Reference: the inalterable hash of
account, committed; it signs nothing and keeps no file. Both begin with what they seal
at hand: ours with the document, the reference with an invoice that was just read.
"""

from . import data, entries

GOAL = 20
DATA = "entries"
BATCH = 1


def prepare(env, invoice, count=BATCH):
    """Make what is sealed: documents here, invoices that can be hashed there."""
    if "tpe.archive.entry" in env:
        return entries.prepare_letters(invoice, count)
    return entries.make_hashable(env, count)


def warm(item):
    """Read the invoices of the reference again, as they are when Odoo posts them."""
    if not isinstance(item, list):
        data.read_again(item)


def do_ours(env, documents, _url):
    """Seal letters of the size of an invoice."""
    env["tpe.archive.entry"]._seal_documents(documents)
    env.cr.commit()


def do_reference(env, moves, _url):
    """Hash the next entries of the sequence."""
    moves._hash_moves(force_hash=True, raise_if_gap=False)
    env.cr.commit()
    assert moves and all(move.inalterable_hash for move in moves), "nothing was hashed"
