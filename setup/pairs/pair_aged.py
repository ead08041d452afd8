# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The aged balance of today by customer, against OCA account_financial_report."""

from . import ledger

GOAL = 20
DATA = "ledger"
prepare = ledger.prepare


def do_ours(env, company, _url):
    """Give what each customer owes in each bucket."""
    return check(get_ours(env, company, ledger.get_today()))


def do_reference(env, company, _url):
    """Give the values of the report."""
    return check(get_reference(env, company, ledger.get_today()))


def get_ours(env, company, day):
    """:return: what is owed on a day by customer and bucket, added up
    :rtype: float"""
    report = env["tpe.receivable.report"].with_context(
        tpe_on_date=day.isoformat(), tpe_current_company=True
    )
    groups = report.with_company(company)._read_group(
        [], ["partner_id", "bucket"], ["amount_open:sum"]
    )
    return sum(amount for _partner, _bucket, amount in groups)


def get_reference(env, company, day):
    """:return: what is owed on a day, as the report adds it up
    :rtype: float"""
    wizard = env["aged.partner.balance.report.wizard"].create(
        {
            "company_id": company.id,
            "date_at": day,
            "account_ids": ledger.get_receivable_accounts(env).ids,
        }
    )
    report = env["report.account_financial_report.aged_partner_balance"]
    # as the web client sends it
    asked = wizard._prepare_report_data() | {"date_at": day.isoformat()}
    values = report._get_report_values(wizard.ids, asked)
    return sum(account["residual"] for account in values["aged_partner_balance"])


def check(total):
    """Stop if there is nothing to age, or if the sides do not find the same."""
    totals.add(round(total, 2))
    assert total and len(totals) == 1, f"not the same aged balance: {totals}"


totals = set()
