# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..tools.recurrence import find_window, next_term
from ..written import format_day

EARLIEST, LATEST = "renewal_notice_earliest", "renewal_notice_latest"
MOST_TERMS = 100

_logger = logging.getLogger(__name__)


class ContractContract(models.Model):
    """A contract that renews by itself, and whose customer is told of it in time."""

    _inherit = "contract.contract"

    tpe_renews = fields.Boolean(
        string="Renewed tacitly",
        tracking=True,
        help="The contract goes on for another term unless it is refused.",
    )
    tpe_term_end = fields.Date(string="Term ends on", tracking=True, copy=False)
    tpe_term_months = fields.Integer(
        string="Months of a term", default=12, aggregator=None
    )
    tpe_refusal_months = fields.Integer(
        string="To be refused before (months)",
        default=1,
        aggregator=None,
        help="How long before the end of the term the customer has to refuse.",
    )
    tpe_refusal_deadline = fields.Date(
        string="May be refused until",
        compute="_compute_tpe_refusal_deadline",
        store=True,
    )
    tpe_tells_renewal = fields.Boolean(
        string="Tell the customer",
        compute="_compute_tpe_tells_renewal",
        store=True,
        readonly=False,
        help="The law wants it of contracts with consumers: who was not told in time "
        "may end the contract at any moment, free of charge.",
    )
    tpe_notice_ids = fields.One2many(
        "tpe.contract.notice", "contract_id", string="Notices", readonly=True
    )

    @api.depends("tpe_term_end", "tpe_refusal_months")
    def _compute_tpe_refusal_deadline(self):
        for contract in self:
            end = contract.tpe_term_end
            contract.tpe_refusal_deadline = end and fields.Date.subtract(
                end, months=contract.tpe_refusal_months
            )

    @api.depends("partner_id.tpe_buyer_kind", "contract_type")
    def _compute_tpe_tells_renewal(self):
        for contract in self:
            kind = contract.commercial_partner_id.tpe_buyer_kind
            contract.tpe_tells_renewal = (
                contract.contract_type == "sale" and kind == "consumer"
            )

    # === SCHEDULED === #

    @api.model
    def _cron_renew(self, day=None):
        """Tell customers of renewals, and renew what was not refused.

        :param date day: the day, today by default
        """
        day = day or fields.Date.context_today(self)
        contracts = self.search(
            [("tpe_renews", "=", True), ("tpe_term_end", "!=", False)], order="id"
        )
        for contract in contracts.try_lock_for_update():
            try:
                with self.env.cr.savepoint():
                    contract.with_company(contract.company_id)._tpe_renew(day)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                _logger.info("contract %s: in other hands until tomorrow", contract.id)
            except Exception as error:  # the others are told all the same
                _logger.exception("contract %s: renewal", contract.id)
                contract._tpe_note_error(error)
            self._tpe_keep_progress(1)

    def _tpe_renew(self, day):
        """Begin the terms that have come, and tell of the next one.

        :param date day: the day
        """
        for _each in range(MOST_TERMS):
            if self.date_end and self.date_end <= self.tpe_term_end:
                return  # refused, or ended otherwise
            if day <= self.tpe_term_end:
                break
            self._tpe_tell_renewal(day)
            starts = filter(None, self.contract_line_ids.mapped("date_start"))
            start = min(starts, default=day)
            self.tpe_term_end = next_term(
                self.tpe_term_end, self.tpe_term_months, agreed=start.day
            )
        self._tpe_tell_renewal(day)

    def _tpe_tell_renewal(self, day):
        """Tell the customer of the next renewal, once, when it is time.

        :param date day: the day
        """
        deadline = self.tpe_refusal_deadline
        if not self.tpe_tells_renewal or deadline in self.tpe_notice_ids.mapped(
            "deadline"
        ):
            return
        figures = self.env["tpe.legal.parameter"]
        earliest, latest = (
            int(figures._get(code, day, self.company_id)) for code in (EARLIEST, LATEST)
        )
        window = find_window(
            self.tpe_term_end, self.tpe_refusal_months, earliest, latest
        )
        if day < window.first:
            return
        # nobody writes a notice by hand
        notice_sudo = self.env["tpe.contract.notice"].sudo()
        notice_sudo = notice_sudo.create(
            {
                "contract_id": self.id,
                "term_end": self.tpe_term_end,
                "deadline": window.deadline,
                "last_day": window.last,
            }
        )
        if day > window.last:
            notice_sudo.by_hand = "late"
            self._tpe_warn_of_renewal(notice_sudo)
        elif not self._tpe_get_renewal_contact():
            notice_sudo.by_hand = "letter"
            self._tpe_warn_of_renewal(notice_sudo)
        else:
            notice_sudo.write(
                {"mail_id": self._tpe_mail_renewal(window).id, "told_on": day}
            )

    # === TO WHOM, IN WHICH WORDS === #

    def _tpe_get_renewal_contact(self):
        """:return: who is told, if there is an address
        :rtype: res.partner"""
        partners = self.partner_id | self.commercial_partner_id
        return partners.filtered("email_normalized")[:1]

    def _tpe_mail_renewal(self, window):
        """Put the notice in the mail queue.

        :param Window window: its days
        :rtype: mail.mail
        """
        contact = self._tpe_get_renewal_contact()
        company = self.company_id
        lang = company._tpe_get_lang(contact.lang)
        told = self.with_context(lang=lang)
        sender = self.user_id.partner_id.filtered("email") or company.partner_id
        body = told.env["ir.qweb"]._render(
            "tpe_invoicing.renewal_notice_body",
            {
                "lang": lang,
                "name": contact.name,
                "contract": self.name,
                "company": company.name,
                "end": format_day(told.env, self.tpe_term_end),
                "deadline": format_day(told.env, window.deadline),
                "months": self.tpe_term_months,
                "reply_to": sender.email or "",
            },
            lang=lang,
            minimal_qcontext=True,
        )
        subject = told.env._(
            "Your contract %(name)s renews: you may refuse until %(day)s",
            name=self.name,
            day=format_day(told.env, window.deadline),
        )
        # the mail stays, as the proof
        mail_sudo = company._tpe_queue_mail(
            contact,
            subject,
            body,
            email_from=sender.email_formatted or company.email_formatted,
            model=self._name,
            res_id=self.id,
        )
        mail_sudo._tpe_run_queue()
        return mail_sudo

    def _tpe_warn_of_renewal(self, notice):
        """Ask the responsible for what the scheduled action cannot do.

        :param tpe.contract.notice notice: a letter to send, or one that is too late
        """
        user, said = self.company_id._tpe_speak_to(self, self.user_id)
        name, last = self.display_name, format_day(said.env, notice.last_day)
        summary = said.env._("Tell the customer that %s renews, by letter", name)
        note = said.env._(
            "There is no e-mail address. The letter has to leave by %(last)s and say, "
            "in a box, that the contract may be refused until %(deadline)s.",
            last=last,
            deadline=format_day(said.env, notice.deadline),
        )
        if notice.by_hand == "late":
            summary = said.env._("%s renews, and its customer was not told", name)
            note = said.env._(
                "He had to be told by %s. He may now end the contract at any moment, "
                "free of charge.",
                last,
            )
        self._tpe_ask(user, summary, note, date_deadline=notice.last_day)
