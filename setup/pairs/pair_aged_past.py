# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The aged balance as of a year ago, against OCA account_financial_report."""

from datetime import timedelta

from . import ledger, pair_aged

GOAL = 35
DATA = "ledger"
prepare = ledger.prepare


def do_ours(env, company, _url):
    """Give what each customer owed in each bucket."""
    pair_aged.check(pair_aged.get_ours(env, company, _get_day()))


def do_reference(env, company, _url):
    """Give the values of the report."""
    pair_aged.check(pair_aged.get_reference(env, company, _get_day()))


def _get_day():
    return ledger.get_today() - timedelta(365)
