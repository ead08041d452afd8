# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json
import logging

from markupsafe import Markup

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import formatLang

_logger = logging.getLogger(__name__)

TOLD = {"none": (), "month": ("month", "year"), "day": ("day", "month", "year")}


class ResCompany(models.Model):
    """Who keeps the closings of the archive, away from this server."""

    _inherit = "res.company"

    tpe_anchor_period = fields.Selection(
        [
            ("none", "Never"),
            ("month", "Each month"),
            ("day", "Each day with documents"),
        ],
        string="Mail the closings",
        default="month",
        required=True,
        help="Who has the message of a closing can show that nothing before it was "
        "changed or cut off since, even by somebody who holds this server.",
    )
    tpe_anchor_owner = fields.Boolean(string="To the owner", default=True)
    tpe_anchor_partner_id = fields.Many2one(
        "res.partner",
        string="To the accountant as well",
        help="For instance your chartered accountant: somebody who has no access to "
        "this server.",
    )

    def _tpe_get_anchor_partners(self):
        """:return: who receives the closings
        :rtype: res.partner"""
        partners = self.tpe_anchor_partner_id
        if self.tpe_anchor_owner:
            partners |= self._tpe_get_owner().partner_id
        return partners.filtered("email_normalized")

    def _tpe_queue_mail(self, partner, subject, body, **vals):
        """Queue a mail of this company to one of those who receive the closings.

        :param res.partner partner: who
        :param str subject: of the mail
        :param Markup body: HTML
        :param vals: other values of the mail
        :return: the mail; the queue is nobody's own
        :rtype: mail.mail
        """
        author = self.partner_id
        sender = self.email_formatted or author.email_formatted
        return (
            self.env["mail.mail"]
            .sudo()
            .create(
                {
                    "subject": subject,
                    "body_html": body,
                    "author_id": author.id,
                    "record_company_id": self.id,
                    "email_from": sender or partner[:1].email_formatted,
                    "recipient_ids": [(6, 0, partner.ids)],
                    "auto_delete": False,
                    "tpe_is_patient": True,
                    **vals,
                }
            )
        )

    @api.model
    def _tpe_may_tell_outside(self):
        """:return: whether this database tells anything to the outside: neither copies
            that were neutralised nor databases of examples do
        :rtype: bool"""
        settings_sudo = self.env["ir.config_parameter"].sudo()  # the same for everybody
        if settings_sudo.get_param("database.is_neutralized"):
            return False
        return (
            not self.env.ref("base.module_base").sudo().demo
        )  # nor may anybody see it


class TpeArchiveEntry(models.Model):
    """Closings anchored outside: who cuts off the end of the chain, or brings back an
    older database, cannot take back the messages and time-stamps that tell of it."""

    _inherit = "tpe.archive.entry"

    @api.model
    def _anchor_closing(self, closings):
        """Tell the outside of new closings: a mail now, time-stamps in the background.

        Called in the transaction that makes them, it calls nobody and never fails.

        :param tpe.archive.entry closings: new entries of kind "closing"
        """
        for company, own in closings.grouped("company_id").items():
            try:
                with self.env.cr.savepoint():
                    self._mail_closings(company, own)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise  # the closings are tried again with it
            except Exception:  # a closing is worth more than its message
                _logger.exception("company %s: closings were not mailed", company.id)
        if any(company.tpe_stamp_url for company in closings.company_id):
            self.env.ref("tpe_invoicing.ir_cron_tpe_archive_stamp").sudo()._trigger()

    @api.model
    def _mail_closings(self, company, closings):
        """:param res.company company: whose archive
        :param tpe.archive.entry closings: its new closings
        :return: the messages, in the queue
        :rtype: mail.mail"""
        periods = TOLD[company.tpe_anchor_period]
        told = closings.filtered(
            lambda entry: json.loads(entry.meta)["period"] in periods
        )
        # the queue is nobody's own; rights were checked where the closing was asked for
        mails_sudo = self.env["mail.mail"].sudo()
        if not told or not company._tpe_may_tell_outside():
            return mails_sudo
        for partner in company._tpe_get_anchor_partners():
            lang = company._tpe_get_lang(partner.lang)
            subject, body = told.with_context(lang=lang)._write_anchor(company)
            mails_sudo |= company._tpe_queue_mail(partner, subject, body)
        return mails_sudo

    def _write_anchor(self, company):
        """:param res.company company: whose closings these are
        :return: subject and HTML of the message
        :rtype: tuple[str, Markup]"""
        names = ", ".join(self.mapped("name"))
        subject = self.env._(
            "%(company)s: closing %(names)s", company=company.name, names=names
        )
        lines = Markup().join(
            Markup("<li>%s<br/><code>%s</code></li>")
            % (entry._describe_anchor(), f"{entry.number} {entry.entry_hash}")
            for entry in self
        )
        body = Markup("<p>%s</p><ul>%s</ul><p>%s</p>") % (
            self.env._(
                "The archive of sealed invoices of %(company)s was closed. Each line "
                "gives the archive number of the closing and its fingerprint.",
                company=company.name,
            ),
            lines,
            self.env._(
                "Keep this message. If the archive is ever cut off, rewritten or "
                "brought back from an older backup, it proves what was there: give "
                "its lines to the verification of the archive."
            ),
        )
        return subject, body

    def _describe_anchor(self):
        """:return: period, number of documents and totals of a closing
        :rtype: str"""
        said = json.loads(self.meta)
        totals = ", ".join(
            self._format_anchor(code, amounts)
            for code, amounts in sorted(said["totals"].items())
        )
        return self.env._(
            "%(period)s: %(count)s documents, %(totals)s",
            period=self.name,
            count=said["count"],
            totals=totals or "-",
        )

    def _format_anchor(self, code, amounts):
        """:param str code: code of a currency
        :param dict amounts: sums of a closing, decimal strings
        :return: the total as people write it
        :rtype: str"""
        currencies = self.env["res.currency"].with_context(active_test=False)
        currency = currencies.search([("name", "=", code)], limit=1)
        return formatLang(self.env, float(amounts["total"]), currency_obj=currency)
