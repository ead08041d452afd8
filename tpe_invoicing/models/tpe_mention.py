# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..tools.mentions import Rule, Text, is_condition


class TpeMention(models.Model):
    """A rule of the law about invoices: a mention to print, or a check before issue.

    Rules without company come with the addon and are the law: changed by nobody. A
    company may add mentions of its own, and its own words for those of the law.
    """

    _name = "tpe.mention"
    _inherit = "tpe.law.mixin"
    _description = "Legal mention"
    _order = "sequence, id"
    _company_lists = frozenset({"text_ids"})

    sequence = fields.Integer(default=500)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("mention", "Printed mention"), ("check", "Check before issue")],
        required=True,
        default="mention",
    )
    place = fields.Selection(
        [
            ("seller", "Beside the seller"),
            ("buyer", "Beside the customer"),
            ("document", "About the document"),
            ("payment", "About the payment"),
            ("tax", "About the taxes"),
            ("footer", "Foot of the page"),
        ],
        default="footer",
    )
    condition = fields.Char(
        default="always",
        help="When the mention applies: 'always', or the name of a rule known to the "
        "addon, such as 'penalties:consumer' or 'operation:goods'.",
    )
    subject_code = fields.Char(
        string="Note code",
        size=3,
        help="Code of the note in the electronic invoice: PMT, PMD, AAB...",
    )
    severity = fields.Selection(
        [
            ("blocking", "Stops the issue"),
            ("warning", "Warning"),
            ("info", "Information"),
        ],
        help="Of a check, unless the law changes it on a date.",
    )
    article = fields.Char()
    text_ids = fields.One2many("tpe.mention.text", "mention_id", string="Texts")

    _law_unique = models.UniqueIndex(
        "(code) WHERE company_id IS NULL", "This mention exists already."
    )
    _company_unique = models.UniqueIndex(
        "(code, company_id) WHERE company_id IS NOT NULL",
        "The company has this mention already.",
    )

    @api.constrains("condition", "kind")
    def _check_condition(self):
        for mention in self:
            if mention.kind == "mention" and not is_condition(mention.condition):
                raise ValidationError(
                    self.env._("Unknown condition “%s”.", mention.condition or "")
                )

    # === BUSINESS METHODS === #

    @api.model
    @tools.ormcache("company_id")
    def _get_rules(self, company_id):
        """Return all rules that bind a company, in the order of print.

        :param int company_id: id of the company
        :return: plain rules for ``tools/mentions.py``
        :rtype: tuple[odoo.addons.tpe_invoicing.tools.mentions.Rule]
        """
        # the law is the same for every user, whatever his rights
        mentions_sudo = self.sudo().search([("company_id", "in", (False, company_id))])
        return tuple(
            Rule(
                mention.code,
                mention.condition if mention.kind == "mention" else "",
                mention.place if mention.kind == "mention" else "",
                mention.subject_code,
                mention.article or "",
                mention.severity or "blocking",
                mention._get_texts(company_id),
            )
            for mention in mentions_sudo
        )

    @api.model
    @tools.ormcache("company_id")
    def _get_checks(self, company_id):
        """Return the rules of the checks, for their severity and article.

        :param int company_id: id of the company
        :return: rules by code
        :rtype: dict[str, odoo.addons.tpe_invoicing.tools.mentions.Rule]
        """
        return {
            rule.code: rule for rule in self._get_rules(company_id) if not rule.place
        }

    def _get_texts(self, company_id):
        """:return: texts of the law and of the company, oldest first
        :rtype: tuple[odoo.addons.tpe_invoicing.tools.mentions.Text]"""
        rows = self.text_ids.filtered(
            lambda text: text.company_id.id in (False, company_id)
        )
        return tuple(
            Text(
                row.date_from,
                row.repealed,
                row.admitted_until or None,
                row.text_fr or "",
                row.text_en or row.text_fr or "",
                row.article or row.mention_id.article or "",
                row.id,
                bool(row.company_id),
            )
            for row in rows.sorted("date_from")
        )
