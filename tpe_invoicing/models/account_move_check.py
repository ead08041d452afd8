# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools.misc import format_date, formatLang

from ..language import in_user_language
from ..tools import findings as checks
from ..tools.findings import Finding
from .account_move_mention import COMPULSORY_NOTES
from .finding_fields import FIELDS
from .finding_messages import MESSAGES


class AccountMove(models.Model):
    """Ready to issue? What is missing or wrong on a draft, and where to repair it."""

    _inherit = "account.move"

    tpe_findings = fields.Json(
        string="Ready to issue?",
        compute="_compute_tpe_findings",
        help="What the law or the standard still wants before this draft is issued.",
    )

    @api.depends(
        "state",
        "move_type",
        "name",
        "company_id",
        "partner_id",
        "partner_bank_id",
        "invoice_date",
        "invoice_date_due",
        "invoice_payment_term_id",
        "currency_id",
        "invoice_currency_rate",
        "amount_total",
        "reversed_entry_id",
        "tpe_document_kind",
        "tpe_preceding_move_ids",
        "tpe_service_code",
        "tpe_engagement_number",
        "tpe_is_in_store",
        "tpe_is_self_billed",
        "tpe_is_triangular",
        "narration",
        "partner_shipping_id",
        "delivery_date",
        "invoice_line_ids.name",
        "invoice_line_ids.display_type",
        "invoice_line_ids.product_id",
        "invoice_line_ids.tax_ids",
        "invoice_line_ids.tpe_purchase_price",
    )
    def _compute_tpe_findings(self):
        for move in self:
            is_draft_sale = move.state == "draft" and move.move_type in (
                "out_invoice",
                "out_refund",
            )
            move.tpe_findings = is_draft_sale and move._tpe_get_findings()

    # === PUBLIC API === #

    @api.readonly
    @in_user_language
    def tpe_check(self):
        """Say what stands in the way of issuing invoices; change nothing.

        :return: for each invoice ``id``, ``ok`` (nothing is blocking) and
            ``findings``: dicts ``code``, ``severity`` (blocking, warning, info),
            ``message``, ``article``, ``field``
        :rtype: list[dict]
        """
        self.check_access("read")
        answers = []
        for move in self:
            findings = move._tpe_get_findings()
            is_ok = all(finding["severity"] != "blocking" for finding in findings)
            answers.append({"id": move.id, "ok": is_ok, "findings": findings})
        return answers

    # === FINDINGS === #

    def _tpe_get_findings(self):
        """Return the findings about an invoice, the blocking ones first.

        :return: see :meth:`tpe_check`; nothing for a document that is sealed already
        :rtype: list[dict]
        """
        self.ensure_one()
        if self._tpe_is_sealed():
            return []
        rules = self.env["tpe.mention"]._get_checks(self.company_id.id)
        found = [
            self._tpe_describe_finding(finding, rules.get(finding.code))
            for finding in self._tpe_find_all()
        ]
        order = {"blocking": 0, "warning": 1, "info": 2}
        return sorted(found, key=lambda finding: order[finding["severity"]])

    def _tpe_find_all(self):
        """:return: the findings of every area, in the order of the form
        :rtype: list[Finding]"""
        if self.move_type not in ("out_invoice", "out_refund"):
            return [Finding("not_a_sale")]
        if not self.company_id._tpe_in_scope():
            return [Finding("out_of_scope", {"name": self.company_id.name})]
        context = self._tpe_get_mention_context()
        return [
            *self._tpe_find_seller(context),
            *self._tpe_find_buyer(context),
            *self._tpe_find_document(context),
            *self._tpe_find_references(context),
            *self._tpe_find_terms(context),
            *self._tpe_find_lines(context),
            *self._tpe_find_mentions(context),
            *self._tpe_find_text(context),
        ]

    def _tpe_find_seller(self, context):
        """:return: findings about the seller's identity
        :rtype: list[Finding]"""
        return list(checks.find_seller(context))

    def _tpe_find_buyer(self, context):
        """:return: findings about the buyer's identity
        :rtype: list[Finding]"""
        return list(checks.find_buyer(context))

    def _tpe_find_document(self, context):
        """:return: findings about number, dates, amounts and bank account
        :rtype: list[Finding]"""
        return list(checks.find_document(context))

    def _tpe_find_references(self, context):
        """:return: findings about the documents referred to
        :rtype: list[Finding]"""
        return list(checks.find_references(context))

    def _tpe_find_terms(self, context):
        """:return: findings about due date and penalties
        :rtype: list[Finding]"""
        return list(checks.find_terms(context))

    def _tpe_find_lines(self, context):
        """:return: findings about lines and taxes
        :rtype: list[Finding]"""
        return list(checks.find_lines(context))

    def _tpe_find_mentions(self, context):
        """:return: findings about the mentions themselves: figure or words missing
        :rtype: list[Finding]"""
        found = [
            Finding("figure_missing", {"message": message})
            for message in context["missing"].values()
        ]
        notes = {rule.subject_code for rule, _text in context["selected"]}
        found += [
            Finding("note_missing", {"code": code, "day": context["date"]})
            for code in COMPULSORY_NOTES
            if code not in notes
        ]
        for rule, text in context["selected"]:
            if text.admitted_until and context["date"] > text.admitted_until:
                details = {"code": rule.code, "day": text.admitted_until}
                found.append(Finding("mention_outdated", details))
        return found

    def _tpe_find_text(self, context):
        """Extension point: findings about the words themselves, such as signs that a
        design cannot print.

        :return: findings
        :rtype: list[Finding]
        """
        return []

    def _tpe_describe_finding(self, finding, rule):
        """Put a finding into words.

        :param Finding finding: what was found
        :param Rule rule: its rule, with the usual severity and the article
        :return: see :meth:`tpe_check`
        :rtype: dict
        """
        details = {
            name: self._tpe_format_detail(value)
            for name, value in finding.details.items()
        }
        # a lazy text takes its details once it is translated, not with the call
        message = MESSAGES.get(finding.code) and self.env._(MESSAGES[finding.code])
        return {
            "code": finding.code,
            "severity": finding.severity or (rule.severity if rule else "blocking"),
            "message": (
                message % details if message else details.get("message", finding.code)
            ),
            "article": rule.article if rule else "",
            "field": FIELDS.get(finding.code, details.get("field", "")),
        }

    def _tpe_format_detail(self, value):
        """:return: a detail of a finding as the user's language writes it
        :rtype: str"""
        if isinstance(value, Decimal):
            return formatLang(self.env, float(value), digits=2)
        if isinstance(value, date):
            return format_date(self.env, value)
        return value
