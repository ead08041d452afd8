# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..tools.envelope import CertificateError, lock, read_certificate, unlock
from .tpe_archive_export import EXPORTERS, MEGABYTE
from .tpe_archive_export_part import CHUNK

_logger = logging.getLogger(__name__)

AT_ONCE = 30 * MEGABYTE  # what a person waits for; more is made in the background
MOST_AT_ONCE = 500
KEPT_DAYS = 7
# a store that is not the disk takes a file as a whole, through the memory
MOST_IN_MEMORY = 20 * MEGABYTE
STATES = [
    ("waiting", "Waiting"),
    ("running", "Being made"),
    ("done", "Ready"),
    ("failed", "Failed"),
    ("gone", "Removed from the server"),
]


class TpeArchiveExportJob(models.Model):
    """One export of the archive: what was asked for, how far it is, its files.

    Made by the dialog; large ones are written in the background, part by part, and go
    on after an interruption. The files go away after a week, the record stays.
    """

    _name = "tpe.archive.export.job"
    _description = "Export of the archive"
    _order = "id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", string="Asked for by", readonly=True, ondelete="restrict"
    )
    date_from = fields.Date(string="Documents from", readonly=True)
    date_to = fields.Date(string="Documents to", readonly=True)
    part_size = fields.Integer(string="Largest file (MB)", readonly=True)
    has_fec = fields.Boolean(string="With the FEC", readonly=True)
    is_for_accountant = fields.Boolean(
        string="For the accountant's key only", readonly=True
    )
    has_password = fields.Boolean(string="With a password", readonly=True)
    secret = fields.Binary(
        attachment=False, readonly=True, groups=fields.NO_ACCESS, copy=False
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="waiting")
    # what is sealed while the files are made is not in them: the parts stay the same
    last_number = fields.Integer(string="Last archive number", readonly=True)
    total = fields.Integer(string="Archive entries", readonly=True)
    done = fields.Integer(string="Entries written", readonly=True)
    progress = fields.Float(compute="_compute_progress")
    message = fields.Char(string="What went wrong", readonly=True)
    finished_at = fields.Datetime(string="Ready since", readonly=True)
    part_ids = fields.One2many("tpe.archive.export.part", "job_id", string="Files")

    @api.depends("company_id.name", "create_date")
    def _compute_display_name(self):
        for job in self:
            day = fields.Date.to_string(job.create_date) or ""
            job.display_name = f"{job.company_id.name} {day}".strip()

    @api.depends("done", "total")
    def _compute_progress(self):
        for job in self:
            job.progress = 100 * job.done / job.total if job.total else 0

    # === ACTION METHODS === #

    def action_refresh(self):
        """Show how far it is.

        :return: True, so that the page is read again
        :rtype: bool
        """
        self.ensure_one()
        return True

    # === ASK === #

    @api.model
    def _ask(self, values, password=None):
        """Ask for an export; a small one is ready when this returns.

        :param dict values: ``company_id``, ``date_from``, ``date_to``, ``part_size``,
            ``has_fec``, ``is_for_accountant``
        :param str password: encrypts the files
        :return: the export, for the user who asked
        :rtype: tpe.archive.export.job
        :raises AccessError: when the user may not export the archive
        """
        entries = self.env["tpe.archive.entry"]
        entries._check_archive_access(values["company_id"], EXPORTERS)
        # exports are written by this method only, whose rights were checked
        job_sudo = self.sudo().create({**values, "user_id": self.env.uid})
        order = job_sudo._prepare_order()
        if values.get("is_for_accountant"):
            job_sudo._get_certificate()  # tells now what it would tell later
        size = sum(part[3] for part in order.parts)
        job_sudo.total = sum(part[2] for part in order.parts)
        job_sudo.last_number = order.parts[-1][1]
        if password:
            job_sudo.write({"secret": job_sudo._lock(password), "has_password": True})
        if size > AT_ONCE or job_sudo.total > MOST_AT_ONCE:
            self.env.ref("tpe_invoicing.ir_cron_tpe_archive_export").sudo()._trigger()
        else:
            job_sudo._run()
        return job_sudo.with_env(self.env)

    def _lock(self, password):
        """:return: the password, which the database alone does not tell
        :rtype: bytes"""
        return lock(password, self._get_secret_key())

    def _get_secret_key(self):
        """:return: a secret of this server
        :rtype: bytes"""
        return self.env["tpe.archive.key"]._get_current()[1].private_bytes_raw()

    def _prepare_order(self):
        """:return: what the export holds, in parts
        :rtype: Order"""
        days = [
            fields.Date.to_string(day) if day else None
            for day in (self.date_from, self.date_to)
        ]
        limit = (self.part_size or 0) * MEGABYTE or None
        if self.env["ir.attachment"]._storage() != "file":
            limit = min(limit or MOST_IN_MEMORY, MOST_IN_MEMORY)
        return self.env["tpe.archive.entry"]._prepare_export(
            self.company_id.id, *days, limit, self.last_number, self.create_date
        )

    def _get_certificate(self):
        """:return: certificate of the accountant
        :rtype: cryptography.x509.Certificate
        :raises UserError: when it cannot be used
        """
        content = self.company_id.with_context(bin_size=False).tpe_export_certificate
        if not content:
            raise UserError(
                self.env._(
                    "There is no certificate of your accountant yet. Ask him for a "
                    ".pem, .crt, .cer or .p7b file, and enter it on your company."
                )
            )
        try:
            return read_certificate(self.company_id._tpe_decode_certificate(content))
        except CertificateError as error:
            raise UserError(self.company_id._tpe_say_certificate(error)) from error

    # === RUN === #

    def _run(self, commit=None):
        """Write the parts that are not written yet.

        :param callable commit: called after each part and now and then in it; nothing
            is committed without it; it tells whether there is time for more
        :return: whether everything is written
        :rtype: bool
        """
        self.ensure_one()
        self = self.with_context(lang=self.company_id._tpe_get_lang(self.user_id.lang))
        password = None
        if self.has_password:
            password = unlock(self.secret or b"", self._get_secret_key())
            if not password:
                raise UserError(
                    self.env._("The seal key has changed since: ask for it again.")
                )
        order = self._prepare_order()
        self.state = "running"
        for at in range(len(self.part_ids), len(order.parts)):
            self._run_part(order, at, password, commit)
            if commit and not commit() and at + 1 < len(order.parts):
                return False
        self._finish("done")
        return True

    def _run_part(self, order, at, password, commit):
        """Write one part, note it in the journal, and keep it."""
        before = sum(part[2] for part in order.parts[:at])

        def progress(count):
            if commit and count % (10 * CHUNK) == 0:
                self.done = before + count
                commit()

        entries = self.env["tpe.archive.entry"].with_context(
            tpe_export_fec=self.has_fec
        )
        parts = self.env["tpe.archive.export.part"]
        with parts._open() as file:
            if self.is_for_accountant:
                certificate = self._get_certificate()
                span = entries._write_sealed_part(
                    file, order, at, certificate, progress
                )
            else:
                span = entries._write_part(file, order, at, password, progress)
            part = parts._keep(file, self, at, span, self._name_part(order, at))
        self.done = before + order.parts[at][2]
        entries.with_user(self.user_id)._note_export(
            order, span, part.sha256, bool(password) or self.is_for_accountant
        )

    def _name_part(self, order, at):
        """:return: name of the file of a part
        :rtype: str"""
        entries = self.env["tpe.archive.entry"]
        name = entries._get_export_name(order.company_id, order.period)
        if len(order.parts) > 1:
            name = name.replace(".zip", f"_{at + 1}-{len(order.parts)}.zip")
        return f"{name}.p7m" if self.is_for_accountant else name

    def _finish(self, state, message=False):
        """Close the export, forget its password, and tell who asked.

        :param str state: ``done`` or ``failed``
        :param str message: what went wrong
        """
        now = fields.Datetime.now()
        self.write(
            {"state": state, "message": message, "secret": False, "finished_at": now}
        )
        is_done = state == "done"
        self.user_id._bus_send(
            "simple_notification",
            {
                "type": "success" if is_done else "danger",
                "title": self.env._("Export of the archive"),
                "message": message or self.env._("The files are ready to download."),
                "sticky": True,
            },
        )

    # === SCHEDULED === #

    @api.model
    def _cron_run(self):
        """Write the exports that wait; one that fails does not stop the others."""
        crons = self.env["ir.cron"]
        jobs = self.search([("state", "in", ("waiting", "running"))], order="id")
        crons._commit_progress(remaining=len(jobs))
        for job in jobs:
            is_over = True
            try:
                is_over = job._run(lambda: crons._commit_progress(0))
            except Exception as error:
                self.env.cr.rollback()
                _logger.exception("export %s of the archive failed", job.id)
                is_said = isinstance(error, UserError)
                job._finish("failed", str(error) if is_said else job._get_failure())
            if not crons._commit_progress(int(is_over)):
                break

    def _get_failure(self):
        """:return: what a failure without words means for the user
        :rtype: str"""
        return self.env._(
            "The export stopped. Ask for it again; if it stops once more, your "
            "administrator finds the reason in the log of the server."
        )

    @api.autovacuum
    def _gc_files(self):
        """Remove the files of exports after a week: they hold all that was sold."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        old = self.search([("state", "=", "done"), ("finished_at", "<", limit)])
        old.part_ids.attachment_id.with_user(SUPERUSER_ID).unlink()
        old.write({"state": "gone"})
