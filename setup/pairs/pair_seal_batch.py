# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seal 50 documents durably, against Odoo's hash of 50 entries; times are of one."""

from . import pair_seal
from .pair_seal import do_ours, do_reference, warm

__all__ = ["BATCH", "GOAL", "do_ours", "do_reference", "prepare", "warm"]
GOAL = 8
DATA = "entries"
BATCH = 50


def prepare(env, invoice):
    """Make what is sealed."""
    return pair_seal.prepare(env, invoice, BATCH)
