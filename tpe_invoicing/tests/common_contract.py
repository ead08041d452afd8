# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A French company with contracts of one line, and the scheduled action."""

from odoo import Command

from .common import TpeCommon

FIRST = "2026-11-01"


class ContractCommon(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.business.email = "compta@bati-ouest.example"
        cls.consumer.email = "anne@exemple.example"
        cls.contracts = cls.env["contract.contract"].with_company(cls.company)
        cls.upkeep = cls.env["product.product"].create(
            {"name": "Upkeep of the gate", "taxes_id": [Command.set(cls.vat_20.ids)]}
        )

    def _contract(self, product=None, rhythm="monthly", price=100, **values):
        line = {
            "product_id": (product or self.upkeep).id,
            "name": "Upkeep from #START# to #END#",
            "quantity": 1,
            "price_unit": price,
            "date_start": FIRST,
            "recurring_next_date": FIRST,
            "recurring_rule_type": rhythm,
        }
        return self.contracts.create(
            {
                "name": "Upkeep",
                "partner_id": self.business.id,
                "company_id": self.company.id,
                "contract_type": "sale",
                "recurring_rule_type": rhythm,
                "recurring_interval": 1,
                "date_start": FIRST,
                "payment_term_id": self.pay_terms_a.id,
                "contract_line_ids": [Command.create(line)],
                **values,
            }
        )

    def _run(self, day=FIRST):
        self.contracts.cron_recurring_create_invoice(date_ref=day)

    def _moves(self, contract):
        return contract._get_related_invoices()
