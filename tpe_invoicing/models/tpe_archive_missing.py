# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_datetime

from ..tools.chain import ENTRY
from ..tools.chain_missing import find_missing, read_export, write_ranges
from ..tools.chain_notes import read_anchors
from ..tools.durable import read_head, read_mark
from .tpe_archive_verify import MOST_INT

LIVE = "SELECT oid::bigint FROM pg_database"
NAMED = 20  # documents named one by one


class TpeArchiveEntry(models.Model):
    """What is missing after a backup was put back, and what to do about it."""

    _inherit = "tpe.archive.entry"

    @api.model
    def _find_missing(self, company_id, files=(), anchor="", password=None):
        """Compare the archive with what was noted outside the database.

        :param int company_id: whose archive
        :param list files: zips of an export: open files or their paths
        :param str anchor: numbers and fingerprints from messages of closings
        :param str password: opens the export
        :return: ``ok``, ``numbers`` missing and a ``message`` that says what to do
        :rtype: dict
        :raises UserError: when what was given tells nothing of this archive
        """
        listed = {}
        for file in files:
            listed.update(self._read_genuine(company_id, file, password))
        told = {number: row["entry_hash"] for number, row in listed.items()}
        told.update(read_anchors(anchor or ""))
        if (files or anchor) and not told:
            raise UserError(
                self.env._(
                    "No archive number with its fingerprint was found there. Give the "
                    "zip of an export, or what the message of a closing says."
                )
            )
        told.update(self._get_noted_heads(company_id, told))
        have = dict(
            self.env.execute_query(
                SQL(
                    "SELECT number, entry_hash FROM tpe_archive_entry"
                    " WHERE company_id = %s AND number = ANY(%s)",
                    company_id,
                    list(told),
                )
            )
        )
        last = self._get_last_number(company_id)
        missing = find_missing(told, have, last)
        numbers = sorted({*missing.ended, *missing.gone})
        return {
            "ok": not numbers and not missing.other,
            "numbers": numbers,
            "message": self._describe_missing(company_id, missing, listed),
        }

    @api.model
    def _read_genuine(self, company_id, file, password):
        """:return: entries of an export that this archive signed, by number
        :rtype: dict[int, dict]
        :raises UserError: when the export cannot be read or is another's"""
        try:
            listed = read_export(file, password)
        except ValueError as error:
            raise UserError(
                self.env._(
                    "This is not a zip that this program exported, or its password is "
                    "another one."
                )
            ) from error
        verify, _anchors = self.env["tpe.archive.key"]._get_verifier()
        genuine = {
            number: row
            for number, row in listed.items()
            if row["company_id"] == company_id
            and verify(row["key"], ENTRY + row["entry_hash"].encode(), row["signature"])
        }
        if not genuine:
            raise UserError(
                self.env._(
                    "Nothing in this export was signed with a key of this archive: it "
                    "is another company's, or the key was lost with the database."
                )
            )
        return genuine

    @api.model
    def _get_noted_heads(self, company_id, told):
        """:param dict told: what is known already
        :return: the last entry that this server noted, whatever the database was then
        :rtype: dict[int, str]"""
        keys, own = self.env["tpe.archive.key"], self._get_database()
        live = {row[0] for row in self.env.execute_query(SQL(LIVE))} - {own}
        noted, chain = [], self._get_chain(self.env.cr, company_id)
        for path in keys._get_folder().glob(
            f"{keys._get_prefix()}-*-{company_id}.head"
        ):
            database = path.stem.split("-")[-2]
            # a copy that stands beside this database has an archive of its own
            is_other = not database.isdecimal() or int(database) in live
            if not is_other and read_mark(path).partition(" ")[0] in chain:
                number, entry_hash = read_head(path) or (0, "")
                # of two under one number, the one that is not of this database
                noted.append((number, int(database) != own, entry_hash))
        number, _is_gone, entry_hash = max(noted, default=(0, False, ""))
        return {number: entry_hash} if number and number not in told else {}

    # === WORDS === #

    @api.model
    def _describe_missing(self, company_id, missing, listed):
        """:param Missing missing: what was found
        :param dict listed: entries of the export, by number
        :return: what is missing, and what to do
        :rtype: str"""
        lines = []
        if missing.ended:
            lines.append(
                self.env._(
                    "%(count)s entries sealed after %(moment)s are missing: numbers "
                    "%(numbers)s.",
                    count=len(missing.ended),
                    moment=self._describe_last(company_id),
                    numbers=write_ranges(missing.ended),
                )
            )
        if missing.gone:
            numbers = write_ranges(missing.gone)
            lines.append(self.env._("Missing in between: numbers %s.", numbers))
        if missing.other:
            lines.append(
                self.env._(
                    "Not the ones that were sealed under these numbers: %s. The "
                    "database went on after an older backup was put back; both "
                    "histories are real, so keep what you gave here as well.",
                    write_ranges(missing.other),
                )
            )
        if not lines:
            return self.env._("Nothing is missing of what was noted elsewhere.")
        lost = [listed[n] for n in [*missing.ended, *missing.gone] if n in listed]
        lines += self._describe_lost(lost)
        return "\n".join([*lines, "", *self._advise(missing, lost)])

    @api.model
    def _describe_last(self, company_id):
        """:return: when the last entry that is there was sealed
        :rtype: str"""
        rows = self.env.execute_query(
            SQL(
                "SELECT MAX(sealed_at) FROM tpe_archive_entry WHERE company_id = %s",
                company_id,
            )
        )
        if not rows[0][0]:
            return self.env._("the beginning")
        return format_datetime(self.env, rows[0][0])

    @api.model
    def _describe_lost(self, lost):
        """:return: the documents that the export names, one a line
        :rtype: list[str]"""
        lines = [
            f"- {row['number']} : {row['name']}, {row['date']}, "
            f"{row['partner_name'] or ''} {row['amount_total'] or ''}".rstrip(" ,")
            for row in lost[:NAMED]
        ]
        if lost[NAMED:]:
            lines.append(self.env._("... and %s more.", len(lost) - NAMED))
        return lines

    @api.model
    def _advise(self, missing, lost):
        """:return: what to do, one step a line
        :rtype: list[str]"""
        lines = [
            self.env._("Here is what to do:"),
            self.env._(
                "1. Issue nothing for now: an invoice number that a customer already "
                "has would be given a second time."
            ),
            self.env._(
                "2. Look for a newer backup (database and files together) and put that "
                "one back instead."
            ),
        ]
        if lost:
            step = self.env._(
                "3. If there is none, the export you gave holds the originals: keep "
                "it, enter these documents again as received from elsewhere, and set "
                "the next invoice number after the last one above."
            )
        else:
            step = self.env._(
                "3. If there is none, ask those who received the documents (customers, "
                "accountant, your own sent mails) for copies, and set the next invoice "
                "number after the last one that was sent."
            )
        last = self.env._(
            "4. Verify the archive again. The lost archive numbers are never given "
            "again, and the verification goes on naming them."
        )
        return [*lines, step, last]

    # === COMMAND === #

    @api.model
    def _verify_from(self, company_id, first=None, anchor=""):
        """Verify to the end of the archive, for the command of the server.

        :param int company_id: whose archive
        :param int first: first archive number, that of a closing; default: all
        :param str anchor: numbers and fingerprints from messages of closings
        :return: ``ok``, ``summary`` and ``problems``, as :meth:`tpe_verify`
        :rtype: dict
        :raises UserError: when the archive ends before the first number
        """
        if first and first > self._get_last_number(company_id):
            raise UserError(self.env._("There is no archive number %s.", first))
        checked, problems = self._verify_span(
            company_id, first or 1 - MOST_INT, MOST_INT, True, read_anchors(anchor)
        )
        answer = self._tell_problems(checked, problems)
        values = {"checked": checked, "problems": len(answer["problems"])}
        if answer["ok"] and not checked:
            summary = self.env._("Nothing is sealed yet.")
        elif answer["ok"]:
            values["day"] = fields.Date.context_today(self)
            summary = self.env._(
                "%(checked)s entries checked on %(day)s, all as they were sealed.",
                **values,
            )
        else:
            summary = self.env._(
                "%(checked)s entries checked: %(problems)s problems.", **values
            )
        return {**answer, "summary": summary}
