# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fill a database as any version of the addons can; run in Odoo's shell.

What an older version does not know yet is told and left out.
"""

import base64
import sys

env = globals()["env"]
company = env.company
PAST = """\
Numéro;Date;Échéance;Client;Total HT;Total TVA;Total TTC;Payé
F2025-001;2025-03-01;2025-03-31;Ancien Client;100,00;20,00;120,00;0
F2025-002;2025-04-01;2025-05-01;Ancien Client;200,00;40,00;240,00;240
"""


def do(what, work):
    """Do one thing and keep it."""
    try:
        answer = work()
        env.cr.commit()
    except Exception as error:  # noqa: BLE001 - an older version may not know it
        env.cr.rollback()
        answer = f"left out: {type(error).__name__} {error}"
    sys.stdout.write(f"    {what}: {str(answer)[:150]}\n")


def make(partner, price, day):
    """Draft an invoice of one line."""
    line = {"product_id": product.id, "quantity": 2, "price_unit": price}
    term = env.ref("account.account_payment_term_30days")
    values = {"partner_id": partner.id, "invoice_date": day}
    values |= {"move_type": "out_invoice", "invoice_payment_term_id": term.id}
    return env["account.move"].create({**values, "invoice_line_ids": [(0, 0, line)]})


def credit():
    """Credit the third invoice."""
    context = {"active_model": "account.move", "active_ids": moves[2].ids}
    reversal = env["account.move.reversal"].with_context(**context)
    made = reversal.create({"journal_id": moves[2].journal_id.id}).refund_moves()
    return env["account.move"].browse(made["res_id"]).tpe_issue()


def pay():
    """Pay the first invoice."""
    context = {"active_model": "account.move", "active_ids": moves[0].ids}
    register = env["account.payment.register"].with_context(**context)
    register.create({"payment_date": "2026-09-15"}).action_create_payments()
    return moves[0].payment_state


def remind(day):
    """Remind of what is late on a day."""
    answer = env["tpe.reminder.run"].tpe_run(company_id=company.id, on_date=day)
    return len(answer["sent"])


def bring_in():
    """Bring past invoices in."""
    content = base64.b64encode(PAST.encode()).decode()
    return env["tpe.import"].tpe_import(company.id, "invoices", "past.csv", content)


def bill():
    """Bill a contract."""
    line = {"product_id": product.id, "name": "Entretien", "price_unit": 30}
    line |= {"date_start": "2026-11-01", "recurring_next_date": "2026-11-01"}
    values = {"name": "Entretien", "partner_id": buyers[0].id, "contract_type": "sale"}
    values |= {"date_start": "2026-11-01", "contract_line_ids": [(0, 0, line)]}
    env["contract.contract"].create(values)
    env["contract.contract"].cron_recurring_create_invoice(date_ref="2026-11-01")


company.write(
    {
        "tpe_legal_form": "SARL",
        "tpe_share_capital": 10000,
        "tpe_rcs_city": "Rennes",
        "email": "compta@durand.example",
        "phone": "02 99 00 00 00",
    }
)
place = {"street": "1 rue du Port", "zip": "29200", "city": "Brest"}
place["country_id"] = env.ref("base.fr").id
firm = {"is_company": True, "company_registry": "55210055400013"}
firm |= {"name": "Bâti Ouest", "vat": "FR96552100554", "email": "bati@ouest.example"}
person = {"name": "Anne Le Goff", "email": "anne@legoff.example"}
buyers = [env["res.partner"].create({**each, **place}) for each in (firm, person)]
product = env["product.product"].create({"name": "Table", "type": "consu"})
DAYS = ("2026-07-01", "2026-08-01", "2026-11-02")
moves = env["account.move"].concat(
    *(
        make(buyer, price, day)
        for buyer in buyers
        for price, day in zip((100, 20.5, 33.33), DAYS, strict=True)
    )
)
do("issued", lambda: [each["name"] for each in moves.tpe_issue()])
do("drafted", lambda: make(buyers[1], 5, "2026-11-03"))
do("credited", credit)
do("paid", pay)
do("mailed", lambda: moves[1].tpe_send())
do("reminded", lambda: [remind(day) for day in ("2026-10-15", "2026-11-20")])
do("disputed", lambda: moves[4].tpe_pause("dispute", "2026-12-15", reason="abîmé"))
do("formal notice", lambda: moves[3].tpe_formal_notice("2026-11-22"))
do("brought in", bring_in)
do("contract", bill)
do("closed", lambda: env["tpe.archive.entry"]._cron_close_periods())
