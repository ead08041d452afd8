# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verify an archive of 40 documents, against Odoo's check of 40 entries.

Ours reads every file again; the reference reads none.
"""

from . import data, pair_seal

GOAL = 1


def do_ours(env, invoice, url):
    """Verify the whole archive, which the first call makes."""
    archive = env["tpe.archive.entry"]
    company = invoice.company_id
    while archive.search_count([("company_id", "=", company.id)]) < data.ORIGINALS:
        pair_seal.do_ours(env, invoice, url)
    assert archive.tpe_verify(company.id)["ok"]


def do_reference(env, invoice, _url):
    """Check the hashes of all entries, which the first call makes."""
    if moves := pair_seal.find_unhashed(env):
        moves._hash_moves(force_hash=True, raise_if_gap=False)
        env.cr.commit()
    user = env.ref("base.user_admin")
    if not user.has_group("account.group_account_user"):
        user.group_ids |= env.ref("account.group_account_user")
        env.cr.commit()
    assert invoice.company_id.with_user(user)._check_hash_integrity()["results"]
