# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_date, format_datetime

from ..language import in_user_language
from ..tools.chain_closings import DOCUMENTS
from ..tools.closing_detail import sum_amounts
from .tpe_archive_verify import READERS

MONTHS = 24  # of the timeline
FIRST_OF_KIND = """
    SELECT DISTINCT ON (kind) kind, id FROM tpe_archive_entry
     WHERE company_id = %s AND kind IN ('audit', 'closing', 'stamp')
     ORDER BY kind, number DESC
"""
OPEN = """
    SELECT COUNT(*) FROM tpe_archive_entry
     WHERE company_id = %s AND kind IN %s AND number > %s
"""
UNSEALED = """
    SELECT COUNT(*) FROM account_move
     WHERE company_id = %(company)s AND state = 'posted'
       AND move_type IN ('out_invoice', 'out_refund')
       AND tpe_archive_entry_id IS NULL AND tpe_is_imported IS NOT TRUE
       AND create_date >= (SELECT MIN(sealed_at) FROM tpe_archive_entry
                            WHERE company_id = %(company)s)
"""


class TpeArchiveEntry(models.Model):
    """The archive at a glance: its state in a few sentences, its months in a row."""

    _inherit = "tpe.archive.entry"

    # === PUBLIC API === #

    @api.model
    @in_user_language
    def tpe_state(self, company_id):
        """Say how the archive of a company is.

        :param int company_id: whose archive
        :return: ``documents`` (how many are sealed), ``cards``: dicts of ``code``,
            ``level`` (``good``, ``due``, ``bad`` or ``none``), ``title`` and
            ``message``; and ``months``, oldest first: dicts of ``name``, ``label``,
            ``count``, ``summary``, ``totals`` (texts), ``days`` (closings of days),
            ``is_closed``, ``late``, ``gaps`` and ``report_id`` (entry of its report,
            or false)
        :rtype: dict
        :raises AccessError: when the user may not read the archive
        """
        self._check_archive_access(company_id, READERS)
        # the rights are checked; the state speaks of keys and users besides
        archive_sudo = self.sudo()
        company_sudo = self.env["res.company"].sudo().browse(company_id)
        archive_sudo.flush_model()
        self.env["account.move"].flush_model()
        rows = self.env.execute_query(SQL(FIRST_OF_KIND, company_id))
        last = {kind: archive_sudo.browse(entry_id) for kind, entry_id in rows}
        done = archive_sudo._get_closings(company_id)
        waiting = archive_sudo._count_open(company_id, done)
        cards = [
            archive_sudo._get_sealed_card(company_sudo),
            archive_sudo._get_audit_card(last.get("audit")),
            archive_sudo._get_closing_card(last.get("closing"), waiting),
            archive_sudo._get_key_card(company_sudo),
            archive_sudo._get_stamp_card(last.get("stamp")),
            archive_sudo._get_retention_card(company_sudo),
        ]
        domain = [("company_id", "=", company_id), ("kind", "in", DOCUMENTS)]
        return {
            "documents": archive_sudo.search_count(domain),
            "cards": cards,
            "months": archive_sudo._get_months(company_id, done),
        }

    # === CARDS === #

    @api.model
    def _make_card(self, code, level, title, message):
        return {"code": code, "level": level, "title": title, "message": message}

    @api.model
    def _count_open(self, company_id, done):
        """:return: documents that no closing of a day holds yet
        :rtype: int"""
        last = done["day"][-1]["last"] if done["day"] else 0
        return self.env.execute_query(SQL(OPEN, company_id, DOCUMENTS, last))[0][0]

    @api.model
    def _get_sealed_card(self, company):
        _ = self.env._
        query = SQL(UNSEALED, company=company.id)
        count = self.env.execute_query(query)[0][0]
        if count:
            text = _("%s posted invoices have no sealed original.", count)
            return self._make_card("sealed", "bad", _("Originals"), text)
        text = _("Every posted invoice has its sealed original.")
        return self._make_card("sealed", "good", _("Originals"), text)

    @api.model
    def _get_audit_card(self, audit):
        _ = self.env._
        title = _("Last verification")
        if not audit:
            text = _("Never verified: start with “Verify”.")
            return self._make_card("audit", "due", title, text)
        said = audit._get_meta()
        count = sum(said.get("problems", {}).values())
        day = format_datetime(self.env, audit.sealed_at, dt_format="short")
        if count:
            text = _("%(day)s, problems: %(count)s.", day=day, count=count)
            return self._make_card("audit", "bad", title, text)
        text = _(
            "%(day)s: whole, %(count)s entries read.",
            day=day,
            count=said.get("checked", 0),
        )
        return self._make_card("audit", "good", title, text)

    @api.model
    def _get_closing_card(self, closing, waiting):
        _ = self.env._
        title = _("Last closing")
        if not closing:
            text = _("None yet: the first one is made the night after a document.")
            return self._make_card("closing", "none", title, text)
        text = _(
            "%(name)s. Documents since, in days not closed yet: %(count)s.",
            name=closing.name,
            count=waiting,
        )
        return self._make_card("closing", "good", title, text)

    @api.model
    def _get_key_card(self, company):
        done, message = company.with_company(company)._tpe_setup_seal_key()
        level = "good" if done else "due"
        return self._make_card("key", level, self.env._("Seal key"), message)

    @api.model
    def _get_stamp_card(self, stamp):
        _ = self.env._
        title = _("Time-stamp of an authority")
        if not stamp:
            text = _("None: choose an authority under “Safety” if you want one.")
            return self._make_card("stamp", "none", title, text)
        day = format_datetime(self.env, stamp.sealed_at, dt_format="short")
        said = stamp._get_meta()
        text = _(
            "%(day)s, for entry %(number)s.", day=day, number=said.get("number", "")
        )
        if root := said.get("root"):
            more = _("Its certificate leads to %s.", root)
        else:
            more = _(
                "Its certificate was followed to no root: enter that of the authority "
                "under “Safety”."
            )
        level = "good" if root else "none"
        return self._make_card("stamp", level, title, f"{text} {more}")

    @api.model
    def _get_retention_card(self, company):
        _ = self.env._
        title = _("Next end of retention")
        domain = [("company_id", "=", company.id), ("kind", "in", DOCUMENTS)]
        oldest = self.search(
            [*domain, ("attachment_id", "!=", False)], order="date", limit=1
        )
        until = oldest.kept_until if oldest else False
        if not until:
            text = _("Nothing is sealed yet.") if not oldest else oldest.kept_law
            return self._make_card("retention", "none", title, text or "")
        text = _(
            "%(day)s, for %(name)s. Nothing is destroyed by itself.",
            day=format_date(self.env, until),
            name=oldest.name,
        )
        level = "due" if until < fields.Date.context_today(self) else "good"
        return self._make_card("retention", level, title, text)

    # === TIMELINE === #

    @api.model
    def _get_months(self, company_id, done):
        """:param int company_id: whose archive
        :param dict done: see ``_get_closings``
        :return: see :meth:`tpe_state`
        :rtype: list[dict]"""
        closed = {meta["to"][:7]: meta for meta in done["month"]}
        days = {}
        for meta in done["day"]:
            days.setdefault(meta["to"][:7], []).append(meta)
        names = sorted({*closed, *days})[-MONTHS:]
        reports = self._find_month_reports(company_id, names)
        return [
            self._describe_month(name, days.get(name, []), closed.get(name))
            | {"report_id": reports.get(name, False)}
            for name in names
        ]

    @api.model
    def _find_month_reports(self, company_id, names):
        """:return: id of the report of each month that has one
        :rtype: dict[str, int]"""
        found = self.search(
            [
                ("company_id", "=", company_id),
                ("kind", "=", "report"),
                ("name", "in", names),
            ]
        )
        return {report.name: report.id for report in found}

    @api.model
    def _describe_month(self, name, days, month):
        """:param str name: year and month
        :param list[dict] days: closings of its days
        :param dict month: its own closing, or None
        :return: see :meth:`tpe_state`
        :rtype: dict"""
        totals = sum_amounts(meta["totals"] for meta in days)
        first = fields.Date.to_date(f"{name}-01")
        count = sum(meta["count"] for meta in days)
        return {
            "name": name,
            "label": format_date(self.env, first, date_format="LLLL y"),
            "count": count,
            "summary": self.env._(
                "Documents: %(count)s. Days closed: %(days)s.",
                count=count,
                days=len(days),
            ),
            "totals": [
                self._write_amount(amounts["total"], currency)
                for currency, amounts in sorted(totals.items())
            ],
            "days": len(days),
            "is_closed": bool(month),
            "late": len(month.get("late", [])) if month else 0,
            "gaps": len(month.get("gaps", [])) if month else 0,
        }
