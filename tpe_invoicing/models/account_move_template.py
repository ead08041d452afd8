# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import replace

from odoo import api, fields, models

from ..tools.template_choice import Facts, choose


class AccountMove(models.Model):
    """The look of a document: named on it, on its customer, or chosen by rule."""

    _inherit = "account.move"

    tpe_invoice_template_id = fields.Many2one(
        "tpe.invoice.template",
        string="Invoice template",
        copy=False,
        check_company=True,
        help="The look of this one document. Empty: that of the customer, then the "
        "first template whose rule fits, then the template of the company.",
    )
    tpe_template_hint = fields.Char(
        string="Template that will be used", compute="_compute_tpe_template_hint"
    )

    @api.depends(
        "company_id", "journal_id", "partner_id", "tpe_document_kind", "move_type"
    )
    def _compute_tpe_template_hint(self):
        ours = self._tpe_in_corridor()
        for move in self:
            template = move in ours and move._tpe_get_template()
            move.tpe_template_hint = template and template.display_name

    def _tpe_get_template(self, is_draft=False):
        """Return the template of a document.

        The first of these that exists: the one named on the document, the one of its
        contact, the one of its customer, the first template (by sequence) whose rule
        fits, the template of the company, the classic one that comes with the addon.
        A template that is archived or of another company is passed over. Rules are
        cached, so that a batch costs no query for each document.

        :param bool is_draft: whether it is shown as a draft: templates for drafts and
            pro forma come first
        :return: the template, with all rights: who issues need not know templates;
            empty when there is none at all
        :rtype: tpe.invoice.template
        """
        self.ensure_one()
        found = self._tpe_find_templates(is_draft)
        usable = (each for each in found if each._is_usable(self.company_id))
        return next(usable, self.env["tpe.invoice.template"])

    def _tpe_find_templates(self, is_draft):
        """:param bool is_draft: whether the document is shown as a draft
        :return: the templates that may give the look, the nearest first
        :rtype: Iterator[tpe.invoice.template]"""
        # documents do not depend on the rights of who issues them
        move_sudo = self.sudo().with_company(self.company_id)
        yield move_sudo.tpe_invoice_template_id
        yield move_sudo.partner_id.tpe_invoice_template_id
        yield move_sudo.commercial_partner_id.tpe_invoice_template_id
        yield self._tpe_choose_template(is_draft)
        yield move_sudo.company_id.tpe_invoice_template_id
        yield self._tpe_get_shipped_template()

    def _tpe_choose_template(self, is_draft):
        """:param bool is_draft: whether the document is shown as a draft
        :return: the template whose rule fits, if any
        :rtype: tpe.invoice.template"""
        templates_sudo = self.env["tpe.invoice.template"].sudo()  # as its caller
        rules = templates_sudo._get_rules(self.company_id.id)
        if not rules:
            return templates_sudo
        facts = self._tpe_get_template_facts()
        found = 0
        if is_draft:
            proforma = [rule for rule in rules if "proforma" in rule.kinds]
            found = choose(proforma, replace(facts, kinds=frozenset({"proforma"})))
        return templates_sudo.browse(found or choose(rules, facts) or ())

    def _tpe_get_template_facts(self):
        """:return: what the rules of templates look at
        :rtype: odoo.addons.tpe_invoicing.tools.template_choice.Facts"""
        # one by one: a union would forget whom to read at once
        partner, customer = self.partner_id, self.commercial_partner_id
        return Facts(
            journals=frozenset(self.journal_id.ids),
            kinds=frozenset({self._tpe_get_template_kind()}),
            partners=frozenset(partner.ids + customer.ids),
            tags=frozenset(partner.category_id.ids + customer.category_id.ids),
            lang=self._tpe_get_document_lang(),
        )

    def _tpe_get_template_kind(self):
        """:return: what the ticks of a template call this document
        :rtype: str"""
        is_credit = self.move_type == "out_refund"
        return "credit_note" if is_credit else self.tpe_document_kind or "invoice"

    def _tpe_get_shipped_template(self):
        """:return: the classic template that comes with the addon, if it is there
        :rtype: tpe.invoice.template"""
        xmlid = "tpe_invoicing.tpe_invoice_template_classic"
        # unlike env.ref, it asks the database once only
        found = self.env["ir.model.data"]._xmlid_to_res_id(xmlid)
        return self.env["tpe.invoice.template"].sudo().browse(found or ())  # as above
