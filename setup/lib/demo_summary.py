# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database holds at the end, and where to look at it."""

from .console import say
from .demo_story import COMPANIES

POSTED = ["state", "=", "posted"]
KPIS = (
    ("dso_balance", "days of sales not yet paid (DSO)"),
    ("days_to_pay", "average days to pay"),
    ("days_late", "average days late"),
    ("overdue_rate", "overdue part of what is open, %"),
    ("top_partner_share", "share of the largest customer, %"),
)


def show(story, info):
    """Print the summary; every figure is read from the database now.

    :param Story story: the story that was played
    :param dict info: addresses and users
    """
    say(f"\nThe database on {story.today:%d %B %Y}")
    for key, company in story.companies.items():
        _show_company(story.owner.within(company), company, COMPANIES[key])
    mails = story.admin.count("mail.mail", ["state", "=", "sent"])
    say(f"\n  {mails} mails sent by Odoo, {story.count_mails()} in the folder")
    _show_places(info)


def _show_company(client, company, name):
    own = ["company_id", "=", company]
    say(f"\n  {name}")
    invoices = client.read(
        "account.move",
        ["amount_total", "amount_residual", "payment_state"],
        own,
        POSTED,
        ["move_type", "=", "out_invoice"],
    )
    credits = client.count(
        "account.move", own, POSTED, ["move_type", "=", "out_refund"]
    )
    sealed = client.count("tpe.archive.entry", own)
    total = sum(invoice["amount_total"] for invoice in invoices)
    residual = sum(invoice["amount_residual"] for invoice in invoices)
    states = [invoice["payment_state"] for invoice in invoices]
    reminders = client.count("tpe.reminder", own, ["state", "=", "sent"])
    payments = client.count("account.payment", own, ["state", "!=", "draft"])
    _line(len(invoices), f"invoices, {total:,.2f} EUR with VAT")
    _line(credits, "credit notes")
    _line(sealed, "documents in the sealed archive")
    _line(payments, "payments received")
    _line(states.count("paid"), "invoices paid in full")
    _line(states.count("partial"), "invoices paid in part")
    _line(states.count("reversed"), "invoices cancelled by a credit note")
    _line(states.count("not_paid"), f"invoices not paid; {residual:,.2f} EUR open")
    _line(reminders, "reminders sent")
    codes = [code for code, _label in KPIS]
    values = client.call("tpe.kpi", "tpe_values", company_id=company, codes=codes)
    for code, label in KPIS:
        value = values[code]["value"]
        _line("no figure" if value is False else value, label)


def _line(figure, text):
    say(f"  {figure!s:>10}  {text}")


def _show_places(info):
    say(f"\n  {'web client':12}{info['url']}")
    for role, (login, password) in info["users"].items():
        say(f"  {role:12}{login} / {password}")
    say(f"  {'mails':12}{info['mail_dir']}")
    say(f"  {'for scripts':12}setup/demo --info")
