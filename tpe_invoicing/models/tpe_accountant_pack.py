# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
import logging
import re
import tempfile
import zipfile
from datetime import UTC, datetime, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import consteq, hmac
from odoo.tools.misc import format_date

from ..written import format_day

_logger = logging.getLogger(__name__)

SCOPE = "tpe_invoicing.accountant_pack"
LINK_DAYS = 30
MOST_MONTHS = 12  # that are caught up with
LEFT = ("draft", "failed")
TOKEN = re.compile(r"(\d{1,10})-(\d{1,12})-([0-9a-f]{64})")
STATES = [
    ("draft", "Waiting"),
    ("sent", "Sent"),
    ("failed", "Failed"),
    ("gone", "Removed from the server"),
]


class TpeAccountantPack(models.Model):
    """What the accountant gets of one month: entries, originals, sales and figures.

    Made and mailed once by the scheduler, or again by a person; the file goes away with
    its link, the record stays.
    """

    _name = "tpe.accountant.pack"
    _description = "Accountant's pack"
    _order = "month desc, id desc"
    _rec_name = "month"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    month = fields.Date(required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="draft")
    partner_id = fields.Many2one("res.partner", string="Sent to", readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment", string="File", readonly=True, ondelete="set null"
    )
    content = fields.Text(string="What is in it", readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True)
    expires = fields.Datetime(string="Link until", readonly=True)
    epoch = fields.Integer(string="Links called back", readonly=True, aggregator=None)
    mail_id = fields.Many2one("mail.mail", readonly=True, ondelete="set null")
    mail_state = fields.Selection(related="mail_id.state", string="State of the mail")
    fetched_at = fields.Datetime(string="Last fetched", readonly=True)
    error = fields.Char(string="What went wrong", readonly=True)

    _once = models.Constraint(
        "UNIQUE (company_id, month)", "There is a pack of this month already."
    )

    # === SCHEDULED === #

    @api.model
    def _cron_send(self, day=None):
        """Make and mail the packs of the months before; a failure stops no other.

        :param date day: the day, today by default
        """
        day = day or fields.Date.context_today(self)
        companies = self.env["res.company"].search(
            [("tpe_pack_partner_id", "!=", False), ("tpe_pack_day", "<=", day.day)]
        )
        month = day.replace(day=1) - relativedelta(months=1)
        for company in companies.filtered(lambda each: each._tpe_in_scope()):
            for each in self._find_months(company, month):
                self._get_pack(company, each)._try()

    @api.model
    def _find_months(self, company, month):
        """:param date month: the last one that is over
        :return: the months to send: those too that an outage or an error left out
        :rtype: list[date]"""
        own = Domain("company_id", "=", company.id) & Domain("month", "<", month)
        own &= Domain("month", ">", month - relativedelta(months=MOST_MONTHS))
        packs = self.search(own)
        first = max(packs.mapped("month"), default=month)
        gap = relativedelta(month, first).months
        new = {month - relativedelta(months=back) for back in range(gap or 1)}
        left = packs.filtered(lambda pack: pack.state in LEFT)
        return sorted({*new, *left.mapped("month")})

    def _try(self):
        """Make and mail this pack, unless somebody has, or does."""
        if self.state not in LEFT or not self.try_lock_for_update():
            return
        try:
            with self.env.cr.savepoint():
                self._make_and_send()
        except Exception as error:  # the others get theirs all the same
            _logger.exception("accountant's pack %s failed", self.id)
            self._note_failure(error)
        self.env["contract.contract"]._tpe_keep_progress()

    @api.model
    def _get_pack(self, company, month):
        """:return: the pack of a month, made when there is none
        :rtype: tpe.accountant.pack"""
        domain = [("company_id", "=", company.id), ("month", "=", month)]
        return self.search(domain) or self.create(
            {"company_id": company.id, "month": month}
        )

    def _note_failure(self, error):
        """Keep what went wrong, and tell the owner once.

        :param Exception error: what went wrong
        """
        is_first = self.state != "failed"
        self.write({"state": "failed", "error": str(error)[:500]})
        if is_first:
            owner, said = self.company_id._tpe_speak_to(self)
            summary = said.env._("The accountant's pack of the month failed")
            self.company_id.partner_id._tpe_ask(owner, summary, self.error)

    # === ACTION METHODS === #

    def action_send_again(self):
        """Make the pack anew and mail it; links sent before no longer open.

        :return: True
        :rtype: bool
        """
        self.ensure_one()
        self._check_accountant()
        # the right was checked; the records are the scheduler's
        self.sudo().epoch += 1
        self.sudo()._make_and_send()
        return True

    def action_revoke(self):
        """Call back the link of this pack.

        :return: True
        :rtype: bool
        """
        self.ensure_one()
        self._check_accountant()
        self.sudo().epoch += 1  # the right was checked
        return True

    def _check_accountant(self):
        """:raises AccessError: when the user does not keep the accounts"""
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(self.env._("Only accountants send packs."))

    # === MAKE === #

    def _make_and_send(self):
        """Make the file, and mail a link to it."""
        company = self.company_id
        lang = company._tpe_get_lang(company.tpe_pack_partner_id.lang)
        told = self.with_context(lang=lang, allowed_company_ids=company.ids)
        told = told.with_company(company)
        name, content, notes = told._make_file()
        self.attachment_id.unlink()
        attachment = self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "mimetype": "application/zip",
                "res_model": self._name,
                "res_id": self.id,
                "company_id": company.id,
            }
        )
        now = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
        self.write(
            {
                "attachment_id": attachment.id,
                "sha256": hashlib.sha256(content).hexdigest(),
                "content": "\n".join(notes),
                "expires": now + timedelta(days=LINK_DAYS),
                "partner_id": company.tpe_pack_partner_id.id,
                "state": "sent",
                "error": False,
            }
        )
        self.mail_id = told._mail_link()

    def _make_file(self):
        """Put the files of the month into a zip.

        :return: name, content, and what is in it
        :rtype: tuple[str, bytes, list[str]]
        """
        first = self.month
        last = first + relativedelta(months=1, days=-1)
        files, notes = self._get_files(first, last), []
        with tempfile.TemporaryFile() as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, (content, note) in files.items():
                    archive.writestr(name, content)
                    notes.append(f"{name}: {note}")
                archive.writestr("LISEZMOI.txt", "\r\n".join(notes).encode("utf-8-sig"))
            file.seek(0)
            content = file.read()
        siren = (self.company_id.company_registry or "")[:9]
        return f"comptable_{siren}_{first:%Y-%m}.zip", content, notes

    def _get_files(self, first, last):
        """Extension point: the files of a month.

        :param date first: first day
        :param date last: last day
        :return: content and a sentence on it, by name
        :rtype: dict[str, tuple[bytes, str]]
        """
        company, files = self.company_id, {}
        name, content = company._tpe_make_fec(first, last)
        files[name] = content, self.env._("accounting entries of the month (FEC)")
        table = company._tpe_make_sales_table(first, last)
        files[f"ventes_{first:%Y-%m}.csv"] = table, self.env._("sales of the month")
        entries = self.env["tpe.archive.entry"]
        days = [fields.Date.to_string(day) for day in (first, last)]
        try:
            order = entries._prepare_export(company.id, *days)
        except UserError:
            return files  # nothing was sealed in this month
        with tempfile.TemporaryFile() as file:
            span = entries.with_context(tpe_export_fec=False)._write_part(
                file, order, 0
            )
            file.seek(0)
            content = file.read()
        entries._note_export(order, span, hashlib.sha256(content).hexdigest(), False)
        files[f"originaux_{first:%Y-%m}.zip"] = (
            content,
            self.env._("sealed originals, with a program that verifies them"),
        )
        return files

    # === LINK === #

    def _mail_link(self):
        """Mail the link to the accountant.

        :return: the mail
        :rtype: mail.mail
        """
        month = format_date(self.env, self.month, date_format="MMMM y")
        body = self.env["ir.qweb"]._render(
            "tpe_invoicing.accountant_pack_body",
            {
                "company": self.company_id.name,
                "month": month,
                "url": self._get_url(),
                "until": format_day(self.env, self.expires),
                "lines": (self.content or "").splitlines(),
                "sha256": self.sha256,
            },
            lang=self.env.lang,
            minimal_qcontext=True,
        )
        subject = self.env._(
            "%(company)s: the accounts of %(month)s",
            company=self.company_id.name,
            month=month,
        )
        mail_sudo = self.company_id._tpe_queue_mail(self.partner_id, subject, body)
        mail_sudo._tpe_run_queue()
        return mail_sudo

    def _get_url(self):
        """:return: the link, which ends and can be called back
        :rtype: str"""
        end = int(self.expires.replace(tzinfo=UTC).timestamp())
        return f"{self.get_base_url()}/tpe/pack/{self.id}-{end}-{self._sign(end)}"

    def _sign(self, end):
        # the secret of the database is read by nobody else
        return hmac(self.sudo().env, SCOPE, (self.id, end, self.epoch))

    @api.model
    def _open_token(self, token):
        """Find which pack a link opens.

        :param str token: the end of a link, as a stranger sent it
        :return: the pack, empty when the link does not open
        :rtype: tpe.accountant.pack
        """
        match = TOKEN.fullmatch(token or "")
        nothing = self.sudo().browse()
        if not match or int(match[1]) >= 2**31:
            return nothing
        # the token is checked before anything of it is shown
        pack_sudo = nothing.browse(int(match[1])).exists()
        expected = pack_sudo._sign(int(match[2])) if pack_sudo else ""
        if not consteq(expected.ljust(64), match[3]):
            return nothing
        is_open = int(match[2]) >= datetime.now(UTC).timestamp()
        return pack_sudo if is_open and pack_sudo.attachment_id else nothing

    @api.autovacuum
    def _gc_files(self):
        """Remove the files whose links have ended: they hold all that was sold."""
        now = fields.Datetime.now()
        old = self.search([("attachment_id", "!=", False), ("expires", "<", now)])
        old.attachment_id.unlink()
        old.write({"state": "gone"})
