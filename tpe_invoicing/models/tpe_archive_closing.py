# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json
import logging
from datetime import date

import pytz

from odoo import api, fields, models
from odoo.tools import SQL, groupby

from ..tools.chain_closings import DOCUMENTS, add_up, total
from ..tools.periods import month_end

_logger = logging.getLogger(__name__)

PARIS = "Europe/Paris"


class TpeArchiveEntry(models.Model):
    """Closings: entries that add up the documents of a day, a month, a year.

    Made for every period that is over and had documents, in order, however late; a
    period is closed once. A day holds what was sealed since the day closed before it,
    and the perpetual total since the first document.
    """

    _inherit = "tpe.archive.entry"

    @api.model
    def _cron_close_periods(self):
        """Close the days, months and years that are over, in every company."""
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT company_id FROM tpe_archive_entry ORDER BY 1")
        )
        companies = self.env["res.company"].browse(row[0] for row in rows)
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            try:
                with self.env.cr.savepoint():
                    self._close_periods(company)
            except Exception:  # the others are closed all the same
                _logger.exception("company %s: its periods stay open", company.id)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _close_periods(self, company, today=None):
        """Close what is over and not closed yet. Run again, it does nothing.

        :param res.company company: whose archive
        :param date today: the first day that is not over; by default today there
        :return: the closings made
        :rtype: tpe.archive.entry
        """
        zone = pytz.timezone(company.partner_id.tz or PARIS)
        if not today:
            today = pytz.utc.localize(fields.Datetime.now()).astimezone(zone).date()
        head = self._lock_chain(company.id, [], None).head
        done = self._get_closings(company.id)
        rows = self._get_open_documents(company.id, done["day"])
        if self._get_last_number(company.id) != head.number:
            return self.browse()  # another worker was faster: what it did is not seen
        closings = self._close_days(rows, done["day"], zone, today)
        days = [*done["day"], *closings]
        months = self._close_longer("month", days, done["month"], today)
        years = self._close_longer(
            "year", [*done["month"], *months], done["year"], today
        )
        return self._seal_documents(
            [
                {
                    **dict.fromkeys(
                        ("move_id", "partner_id", "pdf", "xml", "filename")
                    ),
                    "kind": "closing",
                    "company_id": company.id,
                    "name": self._name_closing(meta),
                    "date": fields.Date.to_date(meta["to"]),
                    "meta": meta,
                }
                for meta in [*closings, *months, *years]
            ]
        )

    @api.model
    def _name_closing(self, meta):
        """:return: the period as ISO 8601 writes it: 2026-11-24, 2026-11, 2026
        :rtype: str"""
        return meta["to"][: {"day": 10, "month": 7, "year": 4}[meta["period"]]]

    @api.model
    def _get_last_number(self, company_id):
        """:return: last archive number as this transaction sees it
        :rtype: int"""
        return self.env.execute_query(
            SQL(
                "SELECT COALESCE(MAX(number), 0) FROM tpe_archive_entry"
                " WHERE company_id = %s",
                company_id,
            )
        )[0][0]

    @api.model
    def _get_closings(self, company_id):
        """:return: what the closings made so far say, by period, oldest first
        :rtype: dict[str, list[dict]]"""
        found = {"day": [], "month": [], "year": []}
        query = SQL(
            """
            SELECT meta FROM tpe_archive_entry
             WHERE company_id = %s AND kind = 'closing' ORDER BY number
            """,
            company_id,
        )
        for (meta,) in self.env.execute_query(query):
            said = json.loads(meta)
            found[said["period"]].append(said)
        return found

    @api.model
    def _get_open_documents(self, company_id, days):
        """:return: documents that no day holds yet, in order
        :rtype: list[dict]"""
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT e.number, e.kind, e.sealed_at, c.name AS currency,
                       e.amount_untaxed::text, e.amount_tax::text, e.amount_total::text
                  FROM tpe_archive_entry e JOIN res_currency c ON c.id = e.currency_id
                 WHERE e.company_id = %s AND e.number > %s AND e.kind IN %s
                 ORDER BY e.number
                """,
                company_id,
                days[-1]["last"] if days else 0,
                DOCUMENTS,
            )
        )

    @api.model
    def _close_days(self, rows, done, zone, today):
        """:return: particulars of the closings of the days that are over
        :rtype: list[dict]"""
        latest = date.min
        for row in rows:  # a clock that went back does not open a closed day again
            sealed_at = pytz.utc.localize(row["sealed_at"]).astimezone(zone)
            latest = row["day"] = max(latest, sealed_at.date())
        closings, perpetual = [], done[-1]["perpetual"] if done else {}
        for day, covered in groupby(rows, key=lambda row: row["day"]):
            if day >= today:
                break
            own = total(covered)
            perpetual = add_up([{"count": 0, "totals": perpetual}, own])["totals"]
            closings.append(
                {
                    "period": "day",
                    "from": day.isoformat(),
                    "to": day.isoformat(),
                    "first": covered[0]["number"],
                    "last": covered[-1]["number"],
                    "perpetual": perpetual,
                    **own,
                }
            )
        return closings

    @api.model
    def _close_longer(self, period, parts, done, today):
        """Close months from their days, or years from their months.

        :param str period: month or year
        :param list[dict] parts: closings of the shorter period, oldest first
        :param list[dict] done: closings of this period made so far
        :param date today: the first day that is not over
        :return: particulars of the closings of the periods that are over
        :rtype: list[dict]
        """
        size = {"month": 7, "year": 4}[period]
        closed_to, closings = done[-1]["to"] if done else "", []
        parts = [part for part in parts if part["to"] > closed_to]
        for name, covered in groupby(parts, key=lambda part: part["to"][:size]):
            first = fields.Date.to_date((name + "-01-01")[:10])
            last = month_end(first) if period == "month" else date(first.year, 12, 31)
            if last >= today:
                break
            closings.append(
                {
                    "period": period,
                    "from": first.isoformat(),
                    "to": last.isoformat(),
                    "first": covered[0]["first"],
                    "last": covered[-1]["last"],
                    "perpetual": covered[-1]["perpetual"],
                    **add_up(covered),
                }
            )
        return closings
