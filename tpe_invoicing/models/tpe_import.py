# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import binascii
import contextlib
import hashlib

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools.misc import format_date, formatLang

from ..language import in_user_language
from .tpe_import_messages import COLUMNS, MESSAGES

KINDS = [
    ("partners", "Customers"),
    ("products", "Products and services"),
    ("invoices", "Past invoices and credit notes"),
    ("fec", "Accounting entries (FEC)"),
    ("documents", "Past documents (PDF, Factur-X, zip)"),
    ("odoo", "Invoices that are already in Odoo (no file)"),
]
WITHOUT_FILE = ("odoo",)
PROFILES = [
    ("any", "Any software"),
    ("dolibarr", "Dolibarr"),
    ("henrri", "Henrri"),
    ("ebp", "EBP"),
    ("pennylane", "Pennylane"),
    ("axonaut", "Axonaut"),
    ("quickbooks", "QuickBooks"),
]
LARGEST_FILE = 100 * 1024 * 1024


class TpeImport(models.Model):
    """One file of former software, brought in.

    Made by an accountant or the owner; holds the file, the proof report and the list of
    what was created. It changes while its rows come in, and once more when it is taken
    back.
    """

    _name = "tpe.import"
    _description = "Import of the past"
    _order = "company_id, number desc"
    _check_company_auto = True

    name = fields.Char(string="File", required=True, readonly=True)
    number = fields.Integer(readonly=True, required=True, aggregator=None)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    profile = fields.Selection(PROFILES, required=True, default="any", readonly=True)
    own_profile_id = fields.Many2one(
        "tpe.import.profile", string="Own columns", readonly=True, check_company=True
    )
    state = fields.Selection(
        [
            ("running", "Being brought in"),
            ("done", "Brought in"),
            ("undone", "Taken back"),
        ],
        required=True,
        default="running",
        readonly=True,
    )
    content = fields.Binary(attachment=True, readonly=True)
    sha256 = fields.Char(string="SHA-256 of the file", readonly=True)
    report = fields.Json(readonly=True)
    summary = fields.Html(compute="_compute_summary", sanitize=False)
    record_ids = fields.One2many(
        "tpe.import.record", "import_id", string="Records", readonly=True
    )

    # two imports that start at once take the same number: the second one must wait for
    # the first to end, and then see what it brought
    _number_uniq = models.UniqueIndex(
        "(company_id, number)", "Another import of this company has just begun."
    )

    @api.depends("report", "state", "done_count")
    @api.depends_context("lang")
    def _compute_summary(self):
        for one in self:
            report = one.report or {}
            if one.state == "running":
                report = one._sum_up()
            one.summary = self._render_summary(report, one.state)

    @api.model
    def _render_summary(self, report, state):
        """Write a report as a page, its amounts and months as people write them.

        :param dict report: see :meth:`tpe_import`
        :param str state: one of an import, or ``trial``
        :rtype: Markup
        """
        every = self.env["res.currency"].with_context(active_test=False)
        currencies = {currency.name: currency for currency in every.search([])}

        def money(amount, name=None):
            return formatLang(
                self.env, float(amount or 0), currency_obj=currencies.get(name)
            )

        def month(text):
            return format_date(self.env, f"{text}-01", date_format="MMM y")

        values = {"report": report, "state": state, "money": money, "month": month}
        return self.env["ir.qweb"]._render("tpe_invoicing.tpe_import_summary", values)

    # === PUBLIC API === #

    @api.model
    @in_user_language
    def tpe_import(
        self, company_id, kind, filename="", content="", profile="any", dry_run=False
    ):
        """Bring in a file of former software, or only say what it would bring.

        A row that is wrong is left out and named; the others come in. The same file a
        second time brings nothing more.

        :param int company_id: company that receives the past
        :param str kind: ``partners``, ``products``, ``invoices``, ``fec``,
            ``documents``, ``odoo`` (what Odoo had posted; no file)
        :param str filename: name of the file; the kind by default
        :param str content: the file in base64
        :param str profile: the software that wrote it, or the name of one's own
            profile; ``any`` finds out
        :param bool dry_run: change nothing
        :return: ``import_id`` (False when nothing changed) and ``report``: ``read``,
            ``created``, ``skipped``, ``rejected`` and ``warnings`` (``line``,
            ``reason``), ``totals``, ``duplicates``, ``gaps``
        :rtype: dict
        :raise UserError: when the file as a whole cannot be read
        """
        company = self._check_rights(company_id)
        own = self._find_own_profile(company, kind, profile)
        data = self._check_call(kind, content, "any" if own else profile)
        importer = self.with_company(company)
        vals = {
            "name": filename or kind,
            "company_id": company.id,
            "kind": kind,
            "profile": "any" if own else profile or "any",
            "own_profile_id": own.id,
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        if dry_run:
            with contextlib.closing(self.env.cr.savepoint()):
                report = importer._start(vals)._run(data, is_trial=True)
            return {"import_id": False, "report": report}
        if interrupted := importer._find_interrupted(vals):
            return {"import_id": interrupted.id, "report": interrupted._resume()}
        started = importer._start(vals | {"content": base64.b64encode(data)})
        report = started._run(data)
        return {"import_id": started.id, "report": report}

    @api.model
    @in_user_language
    def tpe_undo(self, import_id):
        """Take a whole import back, unless something stands on what it brought.

        :param int import_id: what :meth:`tpe_import` answered
        :return: ``removed``: how many records are gone
        :rtype: dict
        :raise UserError: saying what stands in the way
        """
        self._check_accountant()
        one = self.browse(import_id).exists()
        if not one:
            raise UserError(self.env._("There is no such import."))
        one_sudo = one.sudo()  # whose company is what decides on the right
        self._check_rights(one_sudo.company_id.id)
        return {"removed": one.with_company(one.company_id)._undo()}

    # === ACTION METHODS === #

    def action_undo(self):
        """Take the import back.

        :return: True, so that the page shows its new state
        :rtype: bool
        """
        self.ensure_one()
        self.tpe_undo(self.id)
        return True

    # === CHECKS === #

    @api.model
    def _check_rights(self, company_id):
        """Make sure that the user may bring the past into a company.

        :param int company_id: the company
        :return: the company
        :rtype: res.company
        :raise AccessError: for sellers, readers and people of other companies
        """
        self._check_accountant()
        company = self.env["res.company"].browse(company_id)
        if company not in self.env.user.company_ids:
            raise AccessError(self.env._("This company is not one of yours."))
        return company

    @api.model
    def _check_accountant(self):
        """:raise AccessError: for sellers and readers"""
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(
                self.env._(
                    "Only the accountant and the owner may bring in data of former "
                    "software."
                )
            )

    @api.model
    def _find_own_profile(self, company, kind, profile):
        """:return: the profile that people of a company saved under a name, if any
        :rtype: tpe.import.profile"""
        profiles = self.env["tpe.import.profile"]
        if not isinstance(profile, str) or profile in dict(PROFILES):
            return profiles
        return profiles._find(company, kind, profile)

    def _check_call(self, kind, content, profile):
        """:return: the file
        :rtype: bytes
        :raise UserError: when the call itself is wrong"""
        if kind not in dict(KINDS):
            raise UserError(
                self.env._(
                    "“%(kind)s” is no kind of import. Choose one of: %(kinds)s.",
                    kind=kind,
                    kinds=", ".join(dict(KINDS)),
                )
            )
        profiles = self.env["tpe.import.profile"]
        if profile and profile not in dict(PROFILES):
            raise UserError(
                self.env._(
                    "“%(profile)s” is no profile. Choose one of: %(profiles)s.",
                    profile=profile,
                    profiles=", ".join(
                        [*dict(PROFILES), *profiles.search([]).mapped("name")]
                    ),
                )
            )
        try:
            wanted = b"" if kind in WITHOUT_FILE else content or b""
            # programs that wrap the lines are understood, other text is not
            data = base64.b64decode(wanted[:0].join(wanted.split()), validate=True)
        except (binascii.Error, ValueError, TypeError) as error:
            raise UserError(self._say("content_not_base64")) from error
        if len(data) > LARGEST_FILE:
            raise UserError(self._say("archive_too_large"))
        if not data and kind not in WITHOUT_FILE:
            raise UserError(self._say("file_empty"))
        return data

    def _say(self, code, **details):
        """:return: what is wrong, in the user's language
        :rtype: str"""
        words = {
            name: ", ".join(map(self._name_column, value))
            if isinstance(value, list)
            else value
            for name, value in details.items()
        }
        # a lazy text takes its details once it is translated, not with the call
        sentence = self.env._(MESSAGES[code])
        return sentence % words

    def _name_column(self, name):
        """:return: a column in the user's language; those of a FEC have their names
        :rtype: str"""
        return self.env._(COLUMNS[name]) if name in COLUMNS else name

    def _say_problem(self, problem):
        """:return: an ``ImportProblem`` in the user's language
        :rtype: str"""
        reason = self._say(problem.code, **problem.details)
        if not problem.column:
            return reason
        return self.env._(
            "Column “%(column)s”: %(reason)s", column=problem.column, reason=reason
        )

    # === RUN === #

    @api.model
    def _find_interrupted(self, vals):
        """Find the same file, which nobody is at: its server was stopped, or ran out of
        time, and whoever asks again need not wait for the scheduler.

        :param dict vals: values of an import
        :rtype: tpe.import
        """
        same = [(name, "=", vals[name]) for name in ("company_id", "kind", "sha256")]
        found = self.search([*same, ("state", "=", "running")], limit=1)
        return found if found and found.try_lock_for_update() else found.browse()

    @api.model
    def _start(self, vals):
        """Make the record of an import, and keep every other import of the company out.

        :param dict vals: its values
        :rtype: tpe.import
        """
        last = self.search(
            [("company_id", "=", vals["company_id"])], order="number desc", limit=1
        )
        if last.state == "running":
            last._refuse_busy()
        try:
            return self.create(vals | {"number": last.number + 1})
        except IntegrityError as error:
            raise ConcurrencyError("another import has just begun") from error

    def _refuse_busy(self):
        """:raise UserError: always, for an import that is not done"""
        raise UserError(
            self.env._(
                "“%s” is still being brought in. Wait until it is done.", self.name
            )
        )
