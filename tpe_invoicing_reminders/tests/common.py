# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Issued invoices, payments and runs for the tests of reminders."""

from odoo import Command, fields

from odoo.addons.tpe_invoicing.tests.common import TpeCommon

DUE = "2026-09-30"


class ReminderCommon(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.business.email = "compta@bati-ouest.example"
        cls.consumer.email = "anne@legoff.example"
        cls.company.partner_id.email = "contact@kermorvan.example"
        # other tests may have left customers of their own in these companies
        cls.runs = cls.env["tpe.reminder.run"]
        cls.accountant = cls._new_user("compta", "account.group_account_invoice")

    @classmethod
    def _sell(cls, amount):
        """:return: a line of an amount, all taxes included"""
        return Command.create(
            {
                "product_id": cls.goods.id,
                "price_unit": round(amount / 1.2, 2),
                "tax_ids": [Command.set(cls.vat_20.ids)],
            }
        )

    @classmethod
    def _issue(cls, amount=1200, due=DUE, partner=None, **values):
        """Issue an invoice of an amount, all taxes included, due on a day."""
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.business).id,
                "invoice_date": fields.Date.add(fields.Date.to_date(due), days=-30),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [cls._sell(amount)],
                **values,
            }
        )
        move.action_post()
        return move

    @classmethod
    def _issue_halves(cls, amount, **values):
        """Issue an invoice due in two halves: on its own day, and ten days later."""
        half = {"value": "percent", "value_amount": 50}
        term = cls.env["account.payment.term"].create(
            {
                "name": "Half now, half in ten days",
                "line_ids": [
                    Command.create({**half, "nb_days": days}) for days in (0, 10)
                ],
            }
        )
        return cls._issue(amount, invoice_payment_term_id=term.id, **values)

    @classmethod
    def _refund(cls, amount, invoice, day="2026-10-01"):
        """Issue a credit note that settles nothing yet."""
        move = cls.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": invoice.partner_id.id,
                "tpe_preceding_move_ids": [Command.set(invoice.ids)],
                "invoice_date": day,
                "invoice_line_ids": [cls._sell(amount)],
            }
        )
        move.action_post()
        return move

    @classmethod
    def _pay(cls, moves, day, amount=None):
        wizard = (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create({"payment_date": day, **({"amount": amount} if amount else {})})
        )
        return wizard._create_payments()

    @classmethod
    def _plan(cls, on_date, company=None):
        return cls.runs.tpe_plan((company or cls.company).id, on_date)

    @classmethod
    def _run(cls, on_date, company=None):
        return cls.runs.tpe_run((company or cls.company).id, on_date)

    @classmethod
    def _reason(cls, move, on_date):
        """Say why an invoice is not reminded, False when it is."""
        plan = cls._plan(on_date)
        ids = set(move.line_ids.ids)
        reasons = [s["reason"] for s in plan["skipped"] if s["move_line_id"] in ids]
        planned = [
            line["move_line_id"]
            for reminder in plan["planned"]
            for line in reminder["lines"]
            if line["move_line_id"] in ids
        ]
        assert len(reasons) + len(planned) == 1, (reasons, planned)
        return reasons[0] if reasons else False
