# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# code (stable: clients rely on it) -> sentence
REASONS = {
    "not_due": _lt("The next step has not come yet."),
    "already_reminded": _lt("The customer was reminded; the next step comes later."),
    "last_level_done": _lt("All steps of the plan were sent: decide what comes next."),
    "min_gap": _lt("The customer was written to recently, or is today."),
    "customer_cap": _lt("The customer got as many messages as the plan allows."),
    "customer_closed": _lt("The customer is closed."),
    "paused_dispute": _lt("The customer disputes it."),
    "promise": _lt("The customer promised to pay."),
    "claimed_paid": _lt("The customer says that it is paid: look for the payment."),
    "payment_plan": _lt("It is part of a payment plan."),
    "blocked": _lt("It is blocked."),
    "excluded": _lt("This customer is never reminded."),
    "insolvency": _lt("The customer is insolvent: declare the claim to the receiver."),
    "no_followup": _lt("It is excluded from follow-up."),
    "credit_pending": _lt("A credit note for it is a draft: issue or delete that one."),
    "no_plan": _lt("No reminder plan fits this customer."),
    "no_due_date": _lt("It has no due date."),
    "no_customer": _lt("It has no customer."),
    "not_invoice": _lt("It is no invoice: only invoices are reminded."),
    "not_sealed": _lt("The invoice has no sealed original."),
    "not_sent": _lt("The invoice was never sent."),
    "imported": _lt("It comes from the former software."),
    "credit": _lt("Credit or payment to allocate: it lowers the next reminder."),
    "covered_by_credit": _lt("Open credits of the customer cover it."),
    "below_threshold": _lt("The total is below the plan's threshold."),
    "no_address": _lt("No address to write to: complete the customer's card."),
    "legal_figure_missing": _lt("A figure of the law is missing: %(detail)s."),
    "no_rate": _lt("The currency has no exchange rate."),
    "paid": _lt("It was paid in the meantime."),
    "locked": _lt("Somebody is working on it: it goes with the next run."),
    "cap": _lt("The day's limit is reached: it goes with the next run."),
    "failed": _lt("The reminder could not be made: %(detail)s"),
}
