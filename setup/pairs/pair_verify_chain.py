# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verify the chain and the signature of an entry, against Odoo's check of an entry.

1,000 on both sides. Neither has files to read.
"""

from . import entries
from .pair_verify import BATCH, do_reference

__all__ = ["BATCH", "GOAL", "do_ours", "do_reference", "prepare"]
GOAL = 3
DATA = "entries"
NAME = "Sans fichiers"


def prepare(env, invoice):
    """Make what is verified, once."""
    if "tpe.archive.entry" not in env:
        entries.hash_moves(env, BATCH)
        return invoice, entries.count_hashed(env)
    companies = env["res.company"]
    own = companies.search([("name", "=", NAME)]) or companies.create({"name": NAME})
    entries.seal(env, own, BATCH, page=0)
    return own


def do_ours(env, company, _url):
    """Verify the whole archive of the company without files."""
    answer = env["tpe.archive.entry"].tpe_verify(company.id)
    assert answer["ok"], answer["problems"][:3]
    assert answer["checked"] >= BATCH
    return answer["checked"]
