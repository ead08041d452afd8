# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reminders at the end of the year: to whom, when, how often, and why not."""

from collections import Counter
from datetime import UTC, timedelta

from .book import CENT

GAP = timedelta(days=3)
SENT = (
    "SELECT reminder.id, line.move_id, line.amount_due, reminder.date, "
    "reminder.create_date FROM tpe_reminder reminder "
    "JOIN tpe_reminder_line line ON line.reminder_id = reminder.id "
    "WHERE reminder.state = 'sent' AND NOT line.is_credit"
)
LUMP = (
    "SELECT value.value FROM tpe_legal_parameter_value value "
    "JOIN tpe_legal_parameter parameter ON parameter.id = value.parameter_id "
    "WHERE parameter.code = 'recovery_lump_sum' ORDER BY value.date_from DESC LIMIT 1"
)
CLAIMED = (
    "SELECT line.move_id, line.fees, line.interest, EXISTS (SELECT 1 "
    "FROM tpe_reminder_line other WHERE other.reminder_id = line.reminder_id "
    "AND other.is_credit) FROM tpe_reminder_line line "
    "JOIN tpe_reminder reminder ON reminder.id = line.reminder_id "
    "WHERE reminder.state = 'sent' AND NOT line.is_credit AND line.days_late > 0"
)
STEP_TWICE = (
    "SELECT line.move_line_id, line.level_id FROM tpe_reminder_line line "
    "JOIN tpe_reminder reminder ON reminder.id = line.reminder_id "
    "WHERE reminder.state = 'sent' AND NOT line.is_credit "
    "GROUP BY line.move_line_id, line.level_id HAVING count(*) > 1"
)
MAILED = (
    "SELECT address, count(*), count(*) FILTER (WHERE delivery = 'leaving') "
    "FROM tpe_reminder WHERE channel = 'email' AND state = 'sent' GROUP BY address"
)
PROMISED = (
    "SELECT mail.id, mail.state, message.message_id FROM mail_mail mail "
    "JOIN mail_message message ON message.id = mail.mail_message_id "
    "WHERE mail.id = ANY(%s)"
)
DATES = (
    "SELECT partner_id, currency_id, date FROM tpe_reminder WHERE state = 'sent' "
    "ORDER BY partner_id, currency_id, date"
)
OPEN_ITEMS = (
    "SELECT count(*) FROM account_move_line line "
    "JOIN account_move move ON move.id = line.move_id "
    "JOIN account_account account ON account.id = line.account_id "
    "WHERE account.account_type = 'asset_receivable' AND line.parent_state = 'posted' "
    "AND move.move_type = 'out_invoice' AND line.amount_residual != 0 "
    "AND line.company_id = %s"
)
IMPORTED = (
    "SELECT move.name FROM tpe_reminder_line line "
    "JOIN account_move move ON move.id = line.move_id WHERE move.tpe_is_imported"
)


def check_law(world, rule):
    """R5: what is claimed is the figure of the law, and consumers owe nothing of it."""
    database, problems = world.server.database, []
    lump = database.get(LUMP)
    rows = database.run(CLAIMED)
    for move, fees, interest, has_credit in rows:
        bill = world.book.by_move.get(move)
        if bill and bill.buyer.is_consumer and (fees or interest):
            problems.append(f"{bill.name}: {fees} and {interest} asked of a consumer")
        elif has_credit and not fees and not interest:
            pass  # what a credit note covers was never late
        elif bill and not bill.buyer.is_consumer and (fees != lump or interest < 0):
            problems.append(f"{bill.name}: {fees} and {interest} asked of a business")
    return rule(
        "R5", f"{len(rows)} claims held against the figure of the law", problems
    )


def check_steps(world, rule):
    """R6: nobody who owes nothing is written to, and nobody twice."""
    database = world.server.database
    rows, problems = database.run(SENT), []
    for _reminder, move, asked, day, made in rows:
        if bill := world.book.by_move.get(move):
            moment = made.replace(tzinfo=UTC).timestamp()
            problems += _look_at(bill, asked, day, moment)
    problems += [f"a step twice: {row}" for row in database.run(STEP_TWICE)]
    kinds = Counter(dict(database.run(COUNTS)))
    problems += _check_mailbox(world)
    states = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return rule("R6", f"{len(rows)} items reminded ({states})", problems)


COUNTS = (
    "SELECT state || coalesce(' ' || delivery, ''), count(*) FROM tpe_reminder "
    "GROUP BY 1"
)


def _look_at(bill, asked, day, moment):
    """Say what is wrong with a line of a message that was begun at a moment."""
    owed = bill.get_owed(moment)
    if owed <= 0:
        return [f"{bill.name} was paid, and reminded on {day}"]
    if asked > owed + CENT * len(bill.prices):
        return [f"{bill.name}: {asked} asked for on {day}, {owed} owed"]
    if bill.buyer.habit == "excluded":
        return [f"{bill.name} is of a customer who is left alone"]
    return [
        f"{bill.name} was reminded on {day}, held by a {kind} until {until}"
        for at, kind, until, part in bill.pauses
        if at < moment and until >= day and not part
    ]


def _check_mailbox(world):
    subjects = Counter(
        each["X-Sent-To"]
        for each in world.mailbox.get_messages()
        # a long one is folded at its beginning
        if (each["Subject"] or "").strip().startswith("Facture ")
    )
    return [
        f"{address}: {subjects[address]} messages came, {count} were sent"
        for address, count, unsure in world.server.database.run(MAILED)
        if not count - unsure <= subjects[address] <= count
    ]


def check_mails(world, rule):
    """Each invoice that clients were told is mailed has arrived."""
    told = set(world.book.mails)
    rows = world.server.database.run(PROMISED, (list(told),))
    came = {each["Message-Id"] for each in world.mailbox.get_messages()}
    problems = [
        f"mail {mail} is {state}, and {'came' if message in came else 'never came'}"
        for mail, state, message in rows
        if state != "sent" or message not in came
    ]
    problems += [f"mail {mail} is gone" for mail in told - {row[0] for row in rows}]
    return rule("mails", f"{len(told)} mails of invoices arrived", problems)


def check_reasons(world, rule):
    """R7: each open item is planned or skipped, once, with a reason."""
    client = world.server.rpc("accountant")
    plan = client.call("tpe.reminder.run", "tpe_plan", company_id=world.company)
    lines = [line for each in plan["planned"] for line in each["lines"]]
    planned = [line["move_line_id"] for line in lines]
    reasons = Counter(each["reason"] for each in plan["skipped"])
    places = Counter(planned + [each["move_line_id"] for each in plan["skipped"]])
    problems = [f"item {line} in two places" for line, n in places.items() if n > 1]
    there = world.server.database.get(OPEN_ITEMS, (world.company,))
    if len(places) < there:
        problems.append(f"{there} open items, {len(places)} with a place")
    words = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    return rule("R7", f"{there} open items: {len(planned)} planned, {words}", problems)


def check_bursts(world, rule):
    """R8: a customer hears of us once a day at most, and not again within the gap."""
    problems, last = [], None
    rows = world.server.database.run(DATES)
    for row in rows:
        if last and row[:2] == last[:2] and row[2] - last[2] < GAP:
            problems.append(f"customer {row[0]}: on {last[2]} and on {row[2]}")
        last = row
    return rule("R8", f"{len(rows)} messages, gaps of {GAP.days} days kept", problems)


def check_surprises(world, rule):
    """R13: what was imported is not reminded."""
    database = world.server.database
    rows = database.run(IMPORTED)
    count = database.get("SELECT count(*) FROM account_move WHERE tpe_is_imported")
    return rule("R13", f"{count} imported invoices left alone", [str(r) for r in rows])
