# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from .tpe_law_update import MODELS

# documents that are looked at; of the others it is said how many there are
LIMIT = 500
NOTHING = "-"


class TpeLawUpdate(models.Model):
    """What an update would change, before anybody applies it."""

    _inherit = "tpe.law.update"

    @api.model
    def _preview(self, content):
        """Try an update and take it back.

        :param dict content: what the file says
        :return: rows ``kind, name, date_from, before, after``, and documents
            ``move, words, kind``
        :rtype: tuple[list[dict], list[dict]]
        """
        rows = self._list_changes(content)
        drafts = self._get_drafts()
        before = {draft: self._get_words(draft) for draft in drafts}
        savepoint = self.env.cr.savepoint()
        try:
            self._write_rows(content)
            self.env.invalidate_all()
            after = {draft: self._get_words(draft) for draft in drafts}
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
            self.env.registry.clear_cache()
        documents = [
            {"move": draft, "words": self._compare(before[draft], after[draft])}
            for draft in drafts
            if before[draft] != after[draft]
        ]
        return rows, documents + self._list_unpaid(content)

    def _get_drafts(self):
        """:return: drafts of the user's companies, those worked on last first
        :rtype: account.move"""
        return self.env["account.move"].search(
            [
                ("state", "=", "draft"),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("company_id", "in", self.env.companies.ids),
                ("partner_id", "!=", False),
            ],
            order="write_date desc, id desc",
            limit=LIMIT,
        )

    def _get_words(self, draft):
        """:return: what a draft would say by law, by mention
        :rtype: dict[str, str]"""
        try:
            mentions = draft._tpe_get_mentions()
        except UserError as error:
            return {"": str(error)}
        return {mention["code"]: mention["text"] for mention in mentions}

    def _compare(self, before, after):
        names = self.env["tpe.mention"]._get_names(self.env.company.id)
        return "\n".join(
            self.env._(
                "%(name)s: “%(before)s” becomes “%(after)s”",
                name=names.get(code) or self.env._("Issue"),
                before=before.get(code, NOTHING),
                after=after.get(code, NOTHING),
            )
            for code in sorted(before.keys() | after.keys())
            if before.get(code) != after.get(code)
        )

    def _list_unpaid(self, content):
        """List the unpaid documents whose interest or charges the figures bear on."""
        changed = {row["code"]: row for row in content.get("figures", ())}
        # the law is the same for every user, whatever his rights
        parameters_sudo = self.env["tpe.legal.parameter"].sudo()
        bearing = parameters_sudo.search(
            [("code", "in", list(changed)), ("is_on_unpaid", "=", True)]
        )
        if not bearing:
            return []
        first = min(
            fields.Date.to_date(row["date_from"])
            for row in content["figures"]
            if row["code"] in bearing.mapped("code")
        )
        moves = self.env["account.move"].search(
            [
                ("state", "=", "posted"),
                ("move_type", "=", "out_invoice"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("company_id", "in", self.env.companies.ids),
            ],
            order="invoice_date_due, id",
            limit=LIMIT,
        )
        words = self.env._(
            "Unpaid: what you can claim for days from %(day)s on follows %(names)s. "
            "The sealed document does not change.",
            day=format_date(self.env, first),
            names=", ".join(bearing.mapped("name")),
        )
        return [{"move": move, "words": words} for move in moves]

    # === ROWS === #

    def _list_changes(self, content):
        """:return: what each row changes; rows that change nothing are left out
        :rtype: list[dict]"""
        found = []
        for kind, (model, link, owner) in MODELS.items():
            # the law is the same for every user, whatever his rights
            rows_sudo = self.env[model].sudo()
            for row in content.get(kind, ()):
                values = self._prepare_row(row, link, owner)
                record = self._find_row(rows_sudo, f"tpe_invoicing.{row['id']}", values)
                told = {
                    "kind": kind,
                    "name": self._name_row(row, values, link, owner),
                    "date_from": row["date_from"],
                    "before": self._say(kind, record) if record else NOTHING,
                    "after": self._say(kind, rows_sudo.new(values)),
                    "source": f"{row['source_title']} {row['source_url']}",
                }
                if told["before"] != told["after"]:
                    found.append(told)
        return found

    def _name_row(self, row, values, link, owner):
        if link:
            # the law is the same for every user, whatever his rights
            return self.env[owner].sudo().browse(values[link]).name
        is_french = (self.env.lang or "").startswith("fr")
        return row["title_fr"] if is_french else row["title_en"]

    def _say(self, kind, record):
        """:return: what a row says, in one text
        :rtype: str"""
        if kind in ("figures", "texts") and record.repealed:
            return self.env._("no longer in force")
        if kind == "figures":
            return f"{record.value:g}"
        day = record.admitted_until if kind == "texts" else record.date_from
        said = record.text_fr or ""
        if kind != "texts":
            return f"{format_date(self.env, day)} {record.text or ''}".strip()
        if not day:
            return said
        words = self.env._("admitted until %s", format_date(self.env, day))
        return f"{said} ({words})"
