# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.archive_check import check_folder, find_manifests, name_manifest
from ..tools.archive_unpack import UnpackError, unpack
from ..tools.chain import Problem
from ..tools.identifiers import split_registry

TOLD = 10  # problems told at once


class TpeArchiveEntry(models.Model):
    """What an export must be, and where it may go, before it is restored."""

    _inherit = "tpe.archive.entry"

    @api.model
    def _get_company_to_restore(self, company_id=None):
        """:param int company_id: the one that was named
        :return: that company, or the only one there is
        :rtype: res.company
        :raises UserError: when there are several and none was named"""
        if company_id:
            return self._get_archive_companies(company_id)
        return self._get_only_company(self.env["res.company"].search([]))

    @api.model
    def _get_only_company(self, companies):
        """:param res.company companies: those in question
        :return: the only one
        :rtype: res.company
        :raises UserError: when there are several: somebody has to name one"""
        if len(companies) > 1:
            names = [f"{company.id} {company.name}" for company in companies]
            raise UserError(
                self.env._(
                    "Say which company the archive is for, by its number: %s.",
                    ", ".join(names),
                )
            )
        return companies

    @api.model
    def _unpack_exports(self, files, folder, password=None):
        """Unpack the files of an export into one folder.

        :param list[tuple] files: the name of each, and the open file or its path
        :param Path folder: where to
        :param str password: opens them
        :raises UserError: when one of them is no export, or does not open
        """
        for name, file in files:
            try:
                unpack(file, folder, password)
            except UnpackError as error:
                code = str(error)
                if code == "export_locked" and not password:
                    code = "export_asks"
                if code == "export_broken" and name.endswith(".p7m"):
                    code = "export_sealed"
                raise UserError(self._describe_unpack_error(code, name)) from error

    @api.model
    def _describe_unpack_error(self, code, name):
        """:return: why a file cannot be unpacked
        :rtype: str"""
        texts = {
            "export_broken": self.env._("%s is no export of an archive.", name),
            "export_asks": self.env._("%s opens with its password only.", name),
            "export_locked": self.env._("The password does not open %s.", name),
            "export_hostile": self.env._(
                "%s holds files that no export of an archive holds: it is refused.",
                name,
            ),
            "export_sealed": self.env._(
                "%s is encrypted for the accountant: its holder decrypts it first.",
                name,
            ),
        }
        return texts[code]

    @api.model
    def _check_export(self, folder):
        """:raises UserError: unless the export verifies"""
        if not find_manifests(folder):
            raise UserError(
                self.env._("This is no export of an archive, or it is incomplete.")
            )
        problems, done = check_folder(folder)
        if not problems:  # a part verifies alone, and nothing can follow it later
            absent = set(range(1, done["of"] + 1)) - set(done["parts"])
            problems = [
                (Problem(0, "part_missing", name_manifest(part)), "")
                for part in sorted(absent)
            ]
        if problems:
            lines = [
                self._describe_problem(one)
                if one.number
                else self._describe_export_problem(one)
                for one, _name in problems[:TOLD]
            ]
            raise UserError(
                self.env._(
                    "The export does not verify, so nothing was restored:\n%s",
                    "\n".join(lines),
                )
            )

    @api.model
    def _describe_export_problem(self, problem):
        """:param Problem problem: of an export as a whole, or of a file of it
        :return: a sentence that names the file
        :rtype: str"""
        _ = self.env._
        texts = {
            "file_changed": _("%s was changed."),
            "file_missing": _("%s is missing: choose every file of the export."),
            "file_unknown": _("%s is no part of the export."),
            "manifest": _("%s was changed: it is not the list that was signed."),
            "part_missing": _("%s is missing: choose every part of the export."),
            "part_other": _("%s is part of another export than the part before."),
            "part_order": _("%s does not follow the part before it."),
            "unreadable": _("%s cannot be read."),
        }
        return texts[problem.kind] % problem.detail

    @api.model
    def _check_place(self, company, head):
        """:raises UserError: unless the entries can follow those of the company"""
        theirs = split_registry(head["company"].get("registry"))[0]
        own = split_registry(company.company_registry)[0]
        if theirs and own and theirs != own:
            raise UserError(
                self.env._(
                    "This is the archive of %(name)s (SIREN %(siren)s), not of "
                    "%(company)s.",
                    name=head["company"]["name"],
                    siren=theirs,
                    company=company.name,
                )
            )
        rows = self.env.execute_query(
            SQL(
                "SELECT number, entry_hash, restored IS NOT NULL"
                " FROM tpe_archive_entry WHERE company_id = %s"
                " ORDER BY number DESC LIMIT 1",
                company.id,
            )
        )
        if rows and not (rows[0][2] and list(rows[0][:2]) == head["start"]):
            raise UserError(
                self.env._(
                    "%s has an archive already. An export is restored into a company "
                    "without one, all its parts at once.",
                    company.name,
                )
            )
