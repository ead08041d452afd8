# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from ..const import TERRITORY
from ..tools.territories import territory

PARIS = "Europe/Paris"
# facts of the person in law, which a branch is not: it has those of its company
OF_THE_PERSON = (
    "tpe_legal_form",
    "tpe_share_capital",
    "tpe_rcs_city",
    "tpe_is_sole_trader",
    "tpe_vat_regime",
    "tpe_vat_on_debits",
)


class ResCompany(models.Model):
    """What French law wants a seller to say of itself."""

    _inherit = "res.company"

    tpe_legal_form = fields.Char(
        string="Legal form",
        help="SARL, SAS, EURL, SASU... as registered. Leave empty for a sole trader.",
    )
    tpe_share_capital = fields.Monetary(
        string="Share capital",
        help="Printed with the legal form of a company (C. com. R123-238).",
    )
    tpe_rcs_city = fields.Char(
        string="Registry city (RCS)",
        help="City of the court registry that keeps the company's record.",
    )
    tpe_is_sole_trader = fields.Boolean(
        string="Sole trader (EI)",
        help="The name is followed by 'EI' on every document (C. com. R526-27).",
    )
    tpe_vat_regime = fields.Selection(
        [
            ("normal", "VAT is charged"),
            ("franchise", "VAT franchise (no VAT is charged)"),
        ],
        string="VAT regime",
        required=True,
        default="normal",
    )
    tpe_vat_on_debits = fields.Boolean(
        string="VAT on debits",
        help="Services: VAT is due when invoiced instead of when paid, by option.",
    )
    tpe_insurer = fields.Char(
        string="Professional insurer",
        help="Name and address. Compulsory on invoices of insured building trades.",
    )
    tpe_insurance_contract = fields.Char(string="Insurance contract number")
    tpe_insurance_area = fields.Char(
        string="Area covered", help="Geographical area the insurance covers."
    )
    tpe_late_rate = fields.Float(
        string="Late penalty rate (% a year)",
        digits=(16, 6),
        help="0 = the legal rate: European Central Bank + 10 points.",
    )

    # an invoice prints them, and is sealed
    _tpe_figures_positive = models.Constraint(
        "CHECK (tpe_late_rate >= 0 AND tpe_share_capital >= 0)",
        "The penalty rate and the share capital of a company are not negative.",
    )

    def _get_company_root_delegated_field_names(self):
        # EXTENDS base
        return [*super()._get_company_root_delegated_field_names(), *OF_THE_PERSON]

    def _tpe_get_zone_name(self):
        """Name the time zone that the company's days are counted in.

        A user's zone has no say: a closing, a reminder and a figure of one day speak
        of the same day, whoever asks.

        :rtype: str
        """
        partner = self.partner_id
        partner.fetch(["tz"])  # alone: nothing else of the card is asked for
        return partner.tz or PARIS

    def _tpe_get_lang(self, wanted):
        """Return the language in which this company writes to somebody.

        :param str wanted: the reader's own
        :return: that one, or the company's, as far as it is installed
        :rtype: str
        """
        installed = self.env["res.lang"]._get_data
        for code in (wanted, self.partner_id.lang):
            if code and installed(code=code):
                return code
        return self.env.lang or "en_US"

    def _tpe_get_owner(self):
        """Return who answers for the accounts of this company.

        :rtype: res.users
        """
        self.ensure_one()
        # whoever asks may not see all the companies an owner works for
        group_sudo = self.env.ref("account.group_account_manager").sudo()
        owners_sudo = group_sudo.all_user_ids.filtered(
            lambda user: user.active and not user.share and self in user.company_ids
        )
        return owners_sudo[:1].with_env(self.env)

    @api.model_create_multi
    def create(self, vals_list):
        # a company in France speaks French, in whatever language Odoo was installed
        own = [bool(vals.get("partner_id")) for vals in vals_list]
        companies = super().create(vals_list)
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        french = next((code for code in codes if code.startswith("fr")), None)
        for company, has_contact in zip(companies, own, strict=True):
            if french and not has_contact and company._tpe_in_scope():
                company.partner_id.lang = french
        return companies

    def _tpe_in_scope(self):
        """Tell whether the French rules of invoicing bind this company.

        :rtype: bool
        """
        self.ensure_one()
        country = self.account_fiscal_country_id or self.country_id
        return country.code in TERRITORY

    def _tpe_get_territory(self):
        """:return: code of the place that the company pays its VAT in
        :rtype: str"""
        self.ensure_one()
        country = self.account_fiscal_country_id or self.country_id
        return territory(country.code or "", self.zip)
