# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import itertools
import json
import logging
from datetime import date, timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import SQL, groupby

from ..tools.chain_closings import DOCUMENTS, add_up, total
from ..tools.closing_detail import as_texts, sum_amounts
from ..tools.periods import month_end

_logger = logging.getLogger(__name__)

CHUNK = 2000


def _note_ends(rows, ends):
    """:return: the same rows; the number of each goes into ``ends``, which keeps two
    :rtype: iterator[dict]"""
    for row in rows:
        ends[1:] = [row["number"]]
        yield row


class TpeArchiveEntry(models.Model):
    """Closings: entries that add up the documents of a day, a month, a year.

    Made for every period that is over and had documents, in order, however late; a
    period is closed once. A day holds what was sealed since the day closed before it,
    and the perpetual total since the first document. A year is the company's
    financial year, in whole months.
    """

    _inherit = "tpe.archive.entry"

    @api.model
    def _cron_close_periods(self):
        """Close the days, months and years that are over, in every company."""
        companies = self._get_archive_companies()
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
        zone = self._get_zone(company)
        today = today or self._get_today(company)
        head = self._lock_chain(company.id, [], None).head
        done = self._get_closings(company.id)
        rows = self._iterate_open_documents(company.id, done["day"])
        if self._get_last_number(company.id) != head.number:
            return self.browse()  # another worker was faster: what it did is not seen
        days = self._close_days(company, rows, done["day"], zone, today)
        found = [*days]
        shorter = [*done["day"], *days]
        for period in ("month", "year"):
            longer = self._close_longer(company, period, shorter, done[period], today)
            found += longer
            shorter = [*done[period], *longer]
        self._note_oddities(company.id, found)
        closings = self._seal_documents(
            [self._prepare_closing(company, meta) for meta in found]
        )
        self._after_closing(company, closings)
        return closings

    @api.model
    def _get_zone(self, company):
        """:param res.company company: whose days
        :return: its time zone
        :rtype: tzinfo"""
        return pytz.timezone(company._tpe_get_zone_name())

    @api.model
    def _get_today(self, company):
        """:param res.company company: whose day
        :return: the day it is there
        :rtype: date"""
        now = pytz.utc.localize(fields.Datetime.now())
        return now.astimezone(self._get_zone(company)).date()

    @api.model
    def _prepare_closing(self, company, meta):
        """:param res.company company: whose closing
        :param dict meta: what it says
        :return: see ``_seal_documents``
        :rtype: dict"""
        return {
            **dict.fromkeys(("move_id", "partner_id", "pdf", "xml", "filename")),
            "kind": "closing",
            "company_id": company.id,
            "name": self._name_closing(meta),
            "date": fields.Date.to_date(meta["to"]),
            "meta": meta,
        }

    @api.model
    def _name_closing(self, meta):
        """:return: the period as ISO 8601 writes it: 2026-11-24, 2026-11, 2026, and
            2025-07-01/2026-06-30 for a year that is not the calendar's
        :rtype: str"""
        if meta["period"] == "year" and meta["from"][5:] != "01-01":
            return f"{meta['from']}/{meta['to']}"
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
    def _iterate_open_documents(self, company_id, days):
        """Read documents in chunks: after an outage they may be many.

        :return: documents that no day holds yet, in order
        :rtype: iterator[dict]"""
        last = days[-1]["last"] if days else 0
        while True:
            rows = self.env.execute_query_dict(
                SQL(
                    """
                    SELECT e.number, e.kind, e.sealed_at, e.meta, c.name AS currency,
                           e.amount_untaxed::text, e.amount_tax::text,
                           e.amount_total::text
                      FROM tpe_archive_entry e
                      JOIN res_currency c ON c.id = e.currency_id
                     WHERE e.company_id = %s AND e.number > %s AND e.kind IN %s
                     ORDER BY e.number LIMIT %s
                    """,
                    company_id,
                    last,
                    DOCUMENTS,
                    CHUNK,
                )
            )
            yield from rows
            if len(rows) < CHUNK:
                return
            last = rows[-1]["number"]

    @api.model
    def _place_in_days(self, rows, zone):
        """:return: documents, each with the day that holds it; a clock that went back
            does not open a closed day again
        :rtype: iterator[dict]"""
        latest = date.min
        for row in rows:
            sealed_at = pytz.utc.localize(row["sealed_at"]).astimezone(zone)
            latest = row["day"] = max(latest, sealed_at.date())
            yield row

    @api.model
    def _close_days(self, company, rows, done, zone, today):
        """:return: particulars of the closings of the days that are over
        :rtype: list[dict]"""
        closings, perpetual = [], done[-1]["perpetual"] if done else {}
        gross = self._get_perpetual_gross(company.id, done)
        rows = self._place_in_days(rows, zone)
        for day, covered in itertools.groupby(rows, key=lambda row: row["day"]):
            if day >= today:
                break
            ends = []  # the first and the last document
            own = total(_note_ends(covered, ends))
            perpetual = as_texts(sum_amounts([perpetual, own["totals"]]))
            gross = as_texts(sum_amounts([gross, own["gross"]]))
            closings.append(
                {
                    "period": "day",
                    "from": day.isoformat(),
                    "to": day.isoformat(),
                    "first": ends[0],
                    "last": ends[-1],
                    "perpetual": perpetual,
                    "perpetual_gross": gross,
                    **own,
                }
            )
        return closings

    @api.model
    def _get_perpetual_gross(self, company_id, done):
        """:param int company_id: whose archive
        :param list[dict] done: closings of days made so far, oldest first
        :return: totals of all invoices and of all credit notes closed so far; read
            again from the documents when the last closing does not say them yet
        :rtype: dict"""
        if not done or "perpetual_gross" in done[-1]:
            return done[-1]["perpetual_gross"] if done else {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.name,
                       SUM(CASE e.kind WHEN 'invoice' THEN e.amount_total
                           ELSE 0.00 END),
                       SUM(CASE e.kind WHEN 'invoice' THEN 0.00
                           ELSE ABS(e.amount_total) END)
                  FROM tpe_archive_entry e JOIN res_currency c ON c.id = e.currency_id
                 WHERE e.company_id = %s AND e.number <= %s AND e.kind IN %s
                 GROUP BY c.name
                """,
                company_id,
                done[-1]["last"],
                DOCUMENTS,
            )
        )
        return {
            currency: {"credited": str(credited), "invoiced": str(invoiced)}
            for currency, invoiced, credited in rows
        }

    @api.model
    def _close_longer(self, company, period, parts, done, today):
        """Close months from their days, or years from their months.

        :param res.company company: whose closings
        :param str period: month or year
        :param list[dict] parts: closings of the shorter period, oldest first
        :param list[dict] done: closings of this period made so far
        :param date today: the first day that is not over
        :return: particulars of the closings of the periods that are over
        :rtype: list[dict]
        """
        closed_to, closings = done[-1]["to"] if done else "", []
        parts = [part for part in parts if part["to"] > closed_to]
        bounds = self._get_bounds
        for (first, last), covered in groupby(
            parts, key=lambda part: bounds(company, period, part["from"])
        ):
            if last >= today:
                break
            if closed_to >= first.isoformat():  # the financial year was changed
                first = fields.Date.to_date(closed_to) + timedelta(days=1)
            closings.append(
                {
                    "period": period,
                    "from": first.isoformat(),
                    "to": last.isoformat(),
                    "first": covered[0]["first"],
                    "last": covered[-1]["last"],
                    "perpetual": covered[-1]["perpetual"],
                    **self._get_gross_of_last(covered),
                    **add_up(covered),
                }
            )
        return closings

    @api.model
    def _get_gross_of_last(self, covered):
        """:return: the perpetual totals that the last of these closings says, if any
        :rtype: dict"""
        name = "perpetual_gross"
        return {name: covered[-1][name]} if name in covered[-1] else {}

    @api.model
    def _get_bounds(self, company, period, day):
        """:param res.company company: whose financial year
        :param str period: month or year
        :param str day: a day in it, ISO
        :return: its first and last day; a year ends with the month of its last day
        :rtype: tuple[date, date]"""
        day = fields.Date.to_date(day)
        if period == "month":
            return day.replace(day=1), month_end(day)
        year = company.compute_fiscalyear_dates(day)
        before = month_end(year["date_from"] - timedelta(days=1))
        return before + timedelta(days=1), month_end(year["date_to"])
