# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Money at the end of the year: sums, payments and key figures, computed apart."""

from collections import defaultdict
from decimal import Decimal

CENT = Decimal("0.01")
UNBALANCED = (
    "SELECT move_id FROM account_move_line WHERE parent_state = 'posted' "
    "GROUP BY move_id HAVING sum(debit) != sum(credit)"
)
HALF = (
    "SELECT payment.id, payment.memo, payment.state FROM account_payment payment "
    "LEFT JOIN account_move move ON move.id = payment.move_id "
    "WHERE payment.state NOT IN ('canceled', 'rejected') AND (move.id IS NULL "
    "OR move.state != 'posted' OR EXISTS (SELECT FROM account_move_line line "
    "JOIN account_account account ON account.id = line.account_id "
    "WHERE line.move_id = move.id AND account.account_type = 'asset_receivable' "
    "AND line.amount_residual != 0))"
)
# what was missed is billed later, an invoice for each month
BILLED = (
    "SELECT line.contract_id, line.date_start, line.recurring_next_date, "
    "count(DISTINCT item.move_id) FROM contract_line line "
    "LEFT JOIN account_move_line item ON item.contract_line_id = line.id "
    "GROUP BY line.id"
)
UNBILLED = (
    "SELECT id, invoice_generation_error FROM contract_contract "
    "WHERE invoice_generation_error IS NOT NULL"
)
TWICE = "SELECT memo FROM account_payment GROUP BY memo HAVING count(*) > 1"
# what is open on a day, from entries and the dates of what settled them
OPEN = """
SELECT line.id, line.date_maturity, line.balance - coalesce((
    SELECT sum(partial.amount) FROM account_partial_reconcile partial
     WHERE partial.debit_move_id = line.id AND partial.max_date <= %(day)s), 0)
  + coalesce((SELECT sum(partial.amount) FROM account_partial_reconcile partial
     WHERE partial.credit_move_id = line.id AND partial.max_date <= %(day)s), 0)
  FROM account_move_line line
  JOIN account_move move ON move.id = line.move_id
  JOIN account_account account ON account.id = line.account_id
 WHERE account.account_type = 'asset_receivable' AND line.parent_state = 'posted'
   AND move.move_type IN ('out_invoice', 'out_refund') AND line.date <= %(day)s
   AND line.company_id = %(company)s
"""
SALES = """
SELECT sum(amount_total_signed) FROM account_move
 WHERE move_type IN ('out_invoice', 'out_refund') AND state = 'posted'
   AND invoice_date > %(day)s::date - 365 AND invoice_date <= %(day)s
   AND company_id = %(company)s
"""
BUCKETS = (("not_due", 0), ("1_30", 30), ("31_60", 60), ("61_90", 90))


def check_sums(world, rule):
    """R9: entries balance, and each invoice is what its customer was asked for."""
    run = world.server.database.run
    rows = dict(run("SELECT id, amount_total FROM account_move"))
    issued = world.book.get_issued()
    wrong = [
        f"{bill.name}: {rows.get(bill.move_id)}, not {bill.total}"
        for bill in issued
        if abs((rows.get(bill.move_id) or 0) - bill.total) > CENT * len(bill.prices)
    ]
    wrong += [f"entry {move} does not balance" for (move,) in run(UNBALANCED)]
    total = sum(bill.total for bill in issued)
    return rule("R9", f"{len(issued)} invoices of {total} in all", wrong)


def check_contracts(world, rule):
    """Each contract is billed once a month, sealed, and none is left out."""
    rows, problems, today = world.server.database.run(BILLED), [], world.agenda.today
    for contract, first, following, count in rows:
        months = 12 * (following.year - first.year) + following.month - first.month
        if count != months or following <= today:
            problems.append(
                f"contract {contract}: {count} invoices of {months} months "
                f"until {following}"
            )
    errors = world.server.database.run(UNBILLED)
    problems += [f"contract {contract}: {error}" for contract, error in errors]
    words = f"{sum(row[3] for row in rows)} months of {len(rows)} contracts billed"
    return rule("bills", words, problems)


def check_payments(world, rule):
    """No payment is half done, done twice, or lost."""
    run = world.server.database.run
    problems = [f"half a payment: {row}" for row in run(HALF)]
    problems += [f"paid twice: {memo}" for (memo,) in run(TWICE) if memo]
    rows = run("SELECT id, amount_total - amount_residual FROM account_move")
    settled = dict(rows)
    count = 0
    for bill in world.book.get_issued():
        paid = sum(amount for _at, amount in bill.paid)
        count += len(bill.paid)
        there = settled[bill.move_id]
        # who was taken away while he paid does not know what he did
        if abs(there - paid) > CENT * len(bill.prices):
            problems.append(f"{bill.name}: {there} settled, {paid} confirmed")
    return rule("money", f"{count} payments confirmed to clients", problems)


def check_figures(world, rule):
    """R10: key figures are the entries, on the last day and on earlier ones."""
    client = world.server.rpc("accountant")
    book, problems, figures = world.book, [], 0
    span = (world.agenda.today - book.first) / 4
    for part in (2, 3, 4):
        day = book.first + span * part
        values = client.call(
            "tpe.kpi",
            "tpe_values",
            company_id=world.company,
            codes=["aged_balance", "overdue_rate", "dso_balance"],
            on_date=day.isoformat(),
        )
        found, expected = _read(values), _compute(world, day)
        figures += len(expected)
        problems += [
            f"{day} {key}: {found.get(key)}, not {value}"
            for key, value in expected.items()
            if abs(found.get(key, Decimal(0)) - value) > Decimal("0.06")
        ]
    problems += _check_frozen(world)
    words = f"{figures} figures of 3 days, {len(world.frozen)} frozen ones unchanged"
    return rule("R10", words, problems)


def _read(values):
    rows = values["aged_balance"]["rows"]
    found = {row["key"]: Decimal(row["value"]) for row in rows}
    found["overdue"] = Decimal(values["overdue_rate"]["numerator"])
    found["open"] = Decimal(values["overdue_rate"]["denominator"])
    if values["dso_balance"]["value"]:
        found["dso"] = Decimal(values["dso_balance"]["value"])
    return found


def _compute(world, day):
    get = {"day": day, "company": world.company}
    expected = defaultdict(Decimal)
    for _line, due, left in world.server.database.run(OPEN, get):
        late = (day - due).days
        key = next((name for name, limit in BUCKETS if late <= limit), "over_90")
        expected[key] += left
        expected["open"] += left
        expected["overdue"] += left * (late > 0)
    sales = world.server.database.get(SALES, get)
    if sales:
        expected["dso"] = 365 * expected["open"] / sales
    return dict(expected)


def _check_frozen(world):
    rows = world.server.database.run("SELECT id, code, answer FROM tpe_kpi_snapshot")
    now = {number: (code, answer) for number, code, answer in rows}
    return [
        f"frozen figure {was[0]} has changed"
        for number, was in world.frozen.items()
        if now.get(number) != was
    ]
