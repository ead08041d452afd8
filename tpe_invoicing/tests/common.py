# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A French company, its customers, and invoices of one line."""

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

TODAY = "2026-11-24"


def take_french_out(case):
    """Leave English alone in the database of a test, as where nobody added French.

    :param TransactionCase case: the test
    """
    env = case.env
    env.flush_all()
    env.cr.execute("UPDATE res_partner SET lang = 'en_US'")
    env.cr.execute("UPDATE res_lang SET active = false WHERE code LIKE 'fr%'")
    env.invalidate_all()
    case.addCleanup(env.registry.clear_all_caches)
    env.registry.clear_all_caches()


class KeptCompany(AccountTestInvoicingCommon):
    """Works in the French companies that the database keeps for tests, if it does.

    Loading a chart of accounts takes longer than most classes of tests. ``setup/test``
    makes these companies once (``setup/scripts/test_companies.py``); on any other
    database they are made here, by Odoo's own code.
    """

    @classmethod
    def _create_company(cls, **create_values):
        # EXTENDS account: one of this name was made as this would make it
        asked = create_values.keys() - {"name", "country_id", "currency_id"}
        kept = cls.env["res.company"].sudo()  # nobody works in it yet
        if cls.country_code == "FR" and not asked:
            kept = kept.search([("name", "=", create_values.get("name"))], limit=1)
        if not kept or cls._is_other(kept, create_values):
            company = super()._create_company(**create_values)
        else:
            cls.env.user.company_ids = [Command.link(kept.id)]
            company = kept.with_env(cls.env)
        # the tests read English
        company.partner_id.lang = cls.env.user.lang = "en_US"
        return company

    @staticmethod
    def _is_other(kept, values):
        return any(
            kept[name].id != values.get(name, kept[name].id)
            for name in ("country_id", "currency_id")
        )


class TpeCommon(KeptCompany):
    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.company.partner_id.write(
            {
                "name": "Menuiserie Kermorvan",
                "street": "12 rue des Lilas",
                "zip": "35000",
                "city": "Rennes",
                "vat": "FR83404833048",
                "company_registry": "40483304800022",
            }
        )
        cls.company.write(
            {
                "tpe_legal_form": "SARL",
                "tpe_share_capital": 10000,
                "tpe_rcs_city": "Rennes",
            }
        )
        place = {"street": "1 rue du Port", "zip": "29200", "city": "Brest"}
        france = {"country_id": cls.env.ref("base.fr").id}
        cls.business = cls.env["res.partner"].create(
            {
                "name": "Bâti Ouest",
                "is_company": True,
                "company_registry": "552100554",
                "vat": "FR96552100554",
                **place,
                **france,
            }
        )
        cls.consumer = cls.env["res.partner"].create(
            {"name": "Anne Le Goff", **place, **france}
        )
        cls.german = cls.env["res.partner"].create(
            {
                "name": "Holz GmbH",
                "is_company": True,
                "vat": "DE136695976",
                "lang": "en_US",
                "street": "Hauptstr. 1",
                "city": "Berlin",
                "country_id": cls.env.ref("base.de").id,
            }
        )
        cls.goods = cls.env["product.product"].create(
            {"name": "Oak table", "type": "consu", "taxes_id": [Command.clear()]}
        )
        cls.service = cls.env["product.product"].create(
            {"name": "Fitting of a door", "type": "service", "taxes_id": False}
        )
        cls.vat_20 = cls._find_tax("tva_normale") or cls.tax_sale_a

    @classmethod
    def _find_tax(cls, name):
        return (
            cls.env["account.chart.template"]
            .with_company(cls.company)
            .ref(name, raise_if_not_found=False)
        )

    def _make(self, partner=None, product=None, taxes=None, **values):
        line = {
            "product_id": (product or self.goods).id,
            "price_unit": 100,
            "tax_ids": [Command.set((self.vat_20 if taxes is None else taxes).ids)],
        }
        return self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or self.business).id,
                "invoice_date": TODAY,
                "invoice_line_ids": [Command.create(line)],
                **values,
            }
        )

    @classmethod
    def _new_user(cls, login, *groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            ",".join(("base.group_user", *groups)),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
