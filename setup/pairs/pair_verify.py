# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verify an entry and its file, against Odoo's check of an entry; 1,000 on both sides.

Ours reads and hashes 60 kB and an XML for each entry; the reference reads no file.
"""

from . import entries

GOAL = 1
DATA = "entries"
BATCH = 1000


def prepare(env, invoice):
    """Make what is verified, once."""
    if "tpe.archive.entry" in env:
        entries.seal(env, invoice.company_id, BATCH)
        return invoice
    entries.hash_moves(env, BATCH)
    return invoice, entries.count_hashed(env)


def do_ours(env, invoice, _url):
    """Verify the whole archive."""
    answer = env["tpe.archive.entry"].tpe_verify(invoice.company_id.id)
    assert answer["ok"], answer["problems"][:3]
    assert answer["checked"] >= BATCH
    return answer["checked"]


def do_reference(env, item, _url):
    """Check the hashes of all entries."""
    invoice, count = item
    user = env.ref("base.user_admin")
    user.group_ids |= env.ref("account.group_account_user")
    results = invoice.company_id.with_user(user)._check_hash_integrity()["results"]
    assert not any(result["status"] == "corrupted" for result in results)
    return count
