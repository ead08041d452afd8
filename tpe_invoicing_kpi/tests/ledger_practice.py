# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import datetime, time, timedelta
from decimal import Decimal

from odoo import Command

from .common import TODAY
from .ledger_common import PAST
from .reference import show
from .reference_practice import Notes, Practice

FACTS = (
    "tpe_settled_on",
    "tpe_invoice_id",
    "tpe_payer_id",
    "tpe_days_paid",
    "tpe_days_late",
    "tpe_is_last",
)


class PracticeFigures:
    """What people note beside the entries equals a slow computation, on any day.

    Part of the class that makes the ledger: to make another one takes half a minute.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env["tpe.reminder.plan"].search([], limit=1)
        cls.reminded = set()
        for number, invoice in enumerate(cls.invoices):
            cls._make_notes(number, invoice)
        for days in (-300, -200, -100, -40):
            cls.env["tpe.kpi.outlook"]._store(cls.company, cls._days(days))
        cls.entries = Notes(cls.company)

    @classmethod
    def _make_notes(cls, number, invoice):
        """Mail, remind, dispute or promise, as it comes."""
        chance = cls.random
        sent = invoice.invoice_date + timedelta(chance.randrange(6))
        cls.env["mail.message"].create(
            {
                "model": "account.move",
                "res_id": invoice.id,
                "message_type": "email_outgoing",
                "date": datetime.combine(sent, time(9)),
            }
        )
        late = invoice.invoice_date_due + timedelta(chance.randrange(1, 15))
        vals = {"move_id": invoice.id, "started_on": late}
        if number % 4 == 0:
            for level, days in zip(cls.plan.level_ids[:2], (0, 7), strict=False):
                cls._remind(level, late + timedelta(days), invoice)
        elif number % 4 == 1:
            part = chance.choice((0, round(invoice.amount_total / 2, 2)))
            vals |= {"kind": "dispute", "amount": part, "until": False}
            if number % 8 == 1:
                end = late + timedelta(chance.randrange(5, 200))
                vals |= {"state": "ended", "ended_on": end}
            cls._pause(vals)
        elif number % 4 == 2:
            until = late + timedelta(chance.randrange(1, 20))
            state = chance.choice(("kept", "broken"))
            cls._pause(
                vals
                | {"kind": "promise", "until": until, "state": state, "ended_on": until}
            )

    @classmethod
    def _pause(cls, vals):
        pauses_sudo = cls.env["tpe.reminder.pause"].sudo()
        first = {key: vals[key] for key in ("move_id", "kind")}
        pause = pauses_sudo.create({**first, "until": TODAY})
        pause.write({key: vals[key] for key in vals if key not in first})

    @classmethod
    def _remind(cls, level, day, invoice):
        # a customer gets one message a day in a currency
        while (key := (invoice.partner_id, invoice.currency_id, day)) in cls.reminded:
            day += timedelta(1)
        cls.reminded.add(key)
        common = {
            "company_id": cls.company.id,
            "currency_id": invoice.currency_id.id,
            "level_id": level.id,
            "date": day,
        }
        runs_sudo = cls.env["tpe.reminder.run"].sudo()
        run = runs_sudo.create({"company_id": cls.company.id, "date": day})
        lines = cls._get_receivable(invoice)
        owed = round(invoice.amount_total * 0.8, 2)
        reminder = run.env["tpe.reminder"].create(
            {
                **common,
                "run_id": run.id,
                "partner_id": invoice.partner_id.id,
                "plan_id": cls.plan.id,
                "channel": "email",
                "wording": cls.random.choice(("a", "b")),
                "state": "draft",
                "amount_due": owed,
                "line_ids": [
                    Command.create(
                        {
                            **common,
                            "move_line_id": line.id,
                            "move_id": invoice.id,
                            "amount_due": owed,
                        }
                    )
                    for line in lines
                ],
            }
        )
        reminder.state = "sent"

    def test_what_is_stored_of_payments_is_what_the_tables_say(self):
        partials = self.env["account.partial.reconcile"].search([])
        self.env.flush_all()
        stored = partials.read(FACTS, load=None)
        self.assertTrue(any(row["tpe_is_last"] for row in stored))
        self.env.cr.execute(
            "UPDATE account_partial_reconcile SET tpe_settled_on = NULL,"
            " tpe_invoice_id = NULL, tpe_payer_id = NULL, tpe_days_paid = NULL,"
            " tpe_days_late = NULL, tpe_is_last = NULL"
        )
        partials._tpe_fill_facts()
        partials.invalidate_recordset()
        self.assertEqual(partials.read(FACTS, load=None), stored)

    def test_how_the_business_works(self):
        for days in PAST:
            day = self._days(days)
            with self.subTest(day=day):
                slow, answers = Practice(self.entries, day), self._answer(day)
                for code, figure in (
                    ("disputed_share", slow.get_disputed()),
                    ("promise_kept_rate", slow.get_kept()),
                    ("send_delay", slow.get_send_delay()),
                    ("forecast_accuracy", slow.get_accuracy()),
                ):
                    self.assertEqual(answers[code]["value"], show(figure), code)
                for code, rows in (
                    ("payment_modes", slow.get_modes()),
                    ("revenue_trend_by_partner", slow.get_trend()),
                ):
                    self.assertEqual(
                        {row["key"]: row["value"] for row in answers[code]["rows"]},
                        {key: show(number) for key, number in rows.items()},
                        code,
                    )

    def test_the_band_of_the_forecast(self):
        # a promise moves its invoice: tested by itself
        promises = self.env["tpe.reminder.pause"].sudo()
        promises.search([("kind", "=", "promise")]).started_on = self._days(999)
        for days in PAST:
            day = self._days(days)
            with self.subTest(day=day):
                slow = Practice(self.entries, day)
                rows = self._values("cash_forecast_band", on_date=day)
                rows = rows["cash_forecast_band"]["rows"]
                for part, share in (("value", 5), ("prudent", 9)):
                    self.assertEqual(
                        [row[part] for row in rows],
                        [show(amount) for amount in slow.get_band(share)],
                        part,
                    )

    def test_what_reminders_bring(self):
        for days in PAST:
            day = self._days(days)
            with self.subTest(day=day):
                slow, answers = Practice(self.entries, day), self._answer(day)
                groups, itself = slow.get_reminders(), slow.get_by_itself()
                sums = [
                    sum(column, Decimal(0))
                    for column in zip(*groups.values(), strict=True)
                ]
                asked, paid, paid_days = sums or [Decimal(0)] * 3
                rate = paid / asked * 100 if asked else None
                for code in ("reminder_effectiveness", "reminder_wording"):
                    self.assertEqual(answers[code]["value"], show(rate), code)
                euros = earlier = None
                if asked and itself[0]:
                    euros = paid - asked * itself[1] / itself[0]
                    earlier = paid_days / asked - itself[2] / itself[0]
                self.assertEqual(answers["reminder_euros_gained"]["value"], show(euros))
                self.assertEqual(
                    answers["reminder_days_gained"]["value"], show(earlier)
                )
                rows = answers["reminder_wording"]["rows"]
                self.assertEqual(
                    {row["key"].split("-", 1)[1]: row["value"] for row in rows},
                    {
                        f"{level.id}-email-{wording}": show(got / want * 100)
                        for (level, wording), (want, got, _days) in groups.items()
                    },
                )
