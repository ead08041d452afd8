# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Archives and hashed entries in any number, for the benchmarks of verification."""

import os

from odoo import fields

from . import data

PAGE = 60000  # bytes of a document
XML = 8000
CHUNK = 250
PREFIX = "SUITE/"  # of the names of entries that are hashed


def seal(env, company, count, page=PAGE):
    """Fill the archive of a company up to a number of entries.

    :param env: of the database
    :param company: whose archive
    :param int count: how many entries
    :param int page: bytes of the file of each; none has a file when there are none
    """
    archive = env["tpe.archive.entry"]
    made = archive.search_count([("company_id", "=", company.id)])
    while made < count:
        chunk = range(made + 1, min(made + CHUNK, count) + 1)
        archive._seal_documents([_prepare(company, number, page) for number in chunk])
        env.cr.commit()
        env.invalidate_all()
        made = chunk[-1]


def _prepare(company, number, page=PAGE):
    return {
        **dict.fromkeys(("move_id", "partner_id")),
        "kind": "invoice",
        "company_id": company.id,
        "name": f"FAC/2026/{number:05}",
        "date": fields.Date.context_today(company),
        "partner_name": f"Client {number % data.CUSTOMERS}",
        "currency": "EUR",
        "amount_untaxed": f"{100 + number}.00",
        "amount_tax": "20.00",
        "amount_total": f"{120 + number}.00",
        "filename": f"FAC-2026-{number:05}.pdf",
        "pdf": os.urandom(page) if page else None,
        "xml": os.urandom(min(page, XML)) if page else None,
        "meta": {"template": "classic/19.0.1", "mentions": ["late", "fee"] * 4},
    }


def hash_moves(env, count):
    """Have Odoo hash so many invoices: copies, under names that follow one another.

    :param env: of the database
    :param int count: how many
    """
    made = data.count_named(env, PREFIX)
    if made < count:
        _copy(env, count - made)
    env.cr.commit()
    domain = [("sequence_prefix", "=", PREFIX), ("inalterable_hash", "=", False)]
    while moves := env["account.move"].search(
        domain, order="sequence_number", limit=CHUNK
    ):
        moves._hash_moves(force_hash=True, raise_if_gap=False)
        env.cr.commit()


def make_hashable(env, count):
    """Copy invoices that Odoo hashes next: those before them are hashed already.

    :param env: of the database
    :param int count: how many
    :return: the copies
    """
    hash_moves(env, 0)
    _copy(env, count)
    env.cr.commit()
    domain = [("sequence_prefix", "=", PREFIX), ("inalterable_hash", "=", False)]
    return env["account.move"].search(domain, order="sequence_number")


def count_hashed(env):
    """Count the entries that Odoo has hashed.

    :param env: of the database
    """
    return env["account.move"].search_count([("inalterable_hash", "!=", False)])


def prepare_letters(invoice, count):
    """Prepare what is sealed: documents of the size of an invoice.

    :param invoice: gives the company
    :param int count: how many
    :return: see ``_seal_documents``
    """
    return [
        _prepare(invoice.company_id, number) | {"kind": "letter"}
        for number in range(1, count + 1)
    ]


def _copy(env, count):
    data.copy(env, env["account.move"].browse(_find_originals(env)), count, PREFIX)


def _find_originals(env):
    moves = data.find(env, data.ORIGINALS)
    return list({move.id: None for move in moves})
