# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
import logging
import subprocess
import sys
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.archive_export import VERIFIER

_logger = logging.getLogger(__name__)

PATIENCE = 3600  # seconds that a verification may take
TOLD = 10  # lines


class TpeArchiveEntry(models.Model):
    """The drill: an export that nobody has tried is no backup."""

    _inherit = "tpe.archive.entry"

    @api.model
    def _cron_drill(self):
        """Export the last month of each company to a place aside, and verify it as
        whoever receives it would."""
        companies = self._get_archive_companies()
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            try:
                with self.env.cr.savepoint():
                    self._drill(company)
            except Exception as error:  # the others are tried all the same
                _logger.exception("company %s: the drill failed", company.id)
                self._tell_owner_of_drill(company, str(error))
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _drill(self, company, today=None):
        """Try the export of the month before.

        :param res.company company: whose archive
        :param date today: a day of the month after
        :return: whether it verified; None when nothing was sealed in that month
        :rtype: bool or None
        """
        today = today or fields.Date.context_today(self)
        last = today.replace(day=1) - timedelta(days=1)
        days = (last.replace(day=1), last)
        try:
            order = self._prepare_export(
                company.id, *(fields.Date.to_string(day) for day in days)
            )
        except UserError:
            return None
        with tempfile.TemporaryDirectory(prefix="tpe-drill-") as folder:
            path = Path(folder) / "export.zip"
            with path.open("w+b") as file:
                span = self._write_part(file, order, 0)
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            code, said = self._verify_elsewhere(path, Path(folder) / "unpacked")
        if code:
            self._tell_owner_of_drill(company, said)
            return False
        self.env["tpe.archive.access"]._note(
            company.id,
            "drill",
            date_from=days[0],
            date_to=days[1],
            first_number=span[0],
            last_number=span[1],
            sha256=sha256,
        )
        return True

    @api.model
    def _verify_elsewhere(self, path, folder):
        """Unpack an export and run the program in it, as its receiver does.

        :param Path path: the export
        :param Path folder: where to unpack it
        :return: what the program returned and said
        :rtype: tuple[int, str]
        """
        with zipfile.ZipFile(path) as archive:  # written a moment ago, by ourselves
            archive.extractall(folder)
        done = subprocess.run(
            [sys.executable, "-I", VERIFIER],
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    @api.model
    def _tell_owner_of_drill(self, company, said):
        """Raise an activity: the export would not have helped.

        :param res.company company: whose archive
        :param str said: what the program found
        """
        owner, self = company._tpe_speak_to(self)
        summary = self.env._("The monthly trial of the archive's export failed")
        note = "<br/>".join(said.splitlines()[:TOLD])
        company.partner_id._tpe_ask(owner, summary, note)
