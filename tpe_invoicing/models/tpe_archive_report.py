# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import page
from ..tools.chain_closings import DOCUMENTS

BELOW = {"month": "day", "year": "month"}
AT_ONCE = 10  # papers in memory
LARGE = 100_000  # bytes of a paper whose pages take much memory
MOST_REPORTS = 100  # after a long outage: the next run makes the others
MOST_ROWS = 1000  # listed on paper; the archive itself lists all
WITHOUT_REPORT = """
    SELECT closing.id FROM tpe_archive_entry closing
     WHERE closing.company_id = %(company)s AND closing.kind = 'closing'
       AND NOT EXISTS (
           SELECT 1 FROM tpe_archive_entry report
            WHERE report.company_id = closing.company_id AND report.kind = 'report'
              AND report.name = closing.name AND report.number > closing.number
              AND report.meta LIKE '%%"about":' || closing.number || ',%%')
     ORDER BY closing.number LIMIT %(limit)s
"""


class TpeArchiveEntry(models.Model):
    """The report of a closing: a paper that is sealed itself, right after it."""

    _inherit = "tpe.archive.entry"

    @api.model
    def _report_closings(self, company):
        """Seal the report of each closing that has none yet.

        :param res.company company: whose closings
        :return: the reports
        :rtype: tpe.archive.entry
        """
        # the law wants it in French, where that is installed
        lang = company._tpe_get_lang(company.partner_id.lang or "fr_FR")
        self = self.with_context(lang=lang)
        values = {"company": company.id, "limit": MOST_REPORTS}
        self.env.cr.execute(WITHOUT_REPORT, values)
        closings, reports = [row[0] for row in self.env.cr.fetchall()], self.browse()
        for at in range(0, len(closings), AT_ONCE):
            few = self.browse(closings[at : at + AT_ONCE])
            reports += self._seal_documents(
                [closing._prepare_report(company) for closing in few]
            )
        return reports

    def _get_meta(self):
        """:return: the particulars of this entry; empty when they are gone
        :rtype: dict"""
        self.ensure_one()
        return json.loads(self.meta or "{}")

    def _prepare_report(self, company):
        """:param res.company company: whose closing this is
        :return: see ``_seal_documents``
        :rtype: dict"""
        self.ensure_one()
        said = self._get_meta()
        title = self._get_closing_title(said)
        pdf = self._set_paper(
            company, self.sealed_at, title, self._get_report_blocks(said)
        )
        if len(pdf) > LARGE:
            page.forget()
        return {
            "kind": "report",
            "company_id": company.id,
            "move_id": False,
            "name": self.name,
            "date": self.date,
            "partner_id": False,
            "filename": f"{title} - {company.name}.pdf".replace("/", "_"),
            "pdf": pdf,
            "xml": None,
            "meta": {"about": self.number, "title": title},
        }

    def _get_closing_title(self, said):
        """:param dict said: particulars of a closing
        :return: its name for a person
        :rtype: str"""
        first, last = self._write_day(said["from"]), self._write_day(said["to"])
        if said["period"] == "day":
            return self.env._("Closing of the day %s", last)
        if said["period"] == "month":
            return self.env._("Closing of the month %s", said["to"][:7])
        return self.env._(
            "Closing of the year from %(first)s to %(last)s", first=first, last=last
        )

    # === BLOCKS === #

    def _get_report_blocks(self, said):
        """:param dict said: particulars of this closing
        :return: what its report shows
        :rtype: list[dict]"""
        _ = self.env._
        return [
            {
                "kind": "text",
                "text": _(
                    "This closing adds up the invoices and credit notes sealed in its "
                    "period. It is an entry of the archive, signed like every other "
                    "one: neither its totals nor the documents in it can change any "
                    "more. A correction is a credit note, in a later closing."
                ),
            },
            self._get_closing_facts(said),
            {"kind": "heading", "text": _("Totals")},
            self._get_totals_block(said),
            *self._get_taxes_blocks(said),
            {"kind": "heading", "text": _("Documents sealed late")},
            *self._get_late_blocks(said),
            {"kind": "heading", "text": _("Numbers missing in a series")},
            self._get_gaps_block(said),
            *self._get_content_blocks(said),
        ]

    def _get_closing_facts(self, said):
        _ = self.env._
        days = [self._write_day(said["from"]), self._write_day(said["to"])]
        return {
            "kind": "facts",
            "rows": [
                [_("Period"), " – ".join(dict.fromkeys(days))],
                [_("Documents"), str(said["count"])],
                [
                    _("Archive numbers"),
                    " – ".join(dict.fromkeys([str(said["first"]), str(said["last"])])),
                ],
                [_("Closing number"), str(self.number)],
                [_("Sealed on"), self._write_seal_time()],
                [_("Hash of the closing"), self.entry_hash, "mono"],
                [_("Hash of the entry before"), self.previous_hash, "mono"],
                [_("Signed with the key"), self.key_id.name, "mono"],
            ],
        }

    def _get_totals_block(self, said):
        """:return: totals of the period and since the first document, by currency
        :rtype: dict"""
        _ = self.env._
        rows = []
        parts = {_("Period"): said["totals"], _("Perpetual total"): said["perpetual"]}
        for label, totals in parts.items():
            for currency, amounts in sorted(totals.items()):
                texts = [amounts[name] for name in ("untaxed", "tax", "total")]
                rows.append([label, *(self._write_amount(t, currency) for t in texts)])
        labels = {
            "gross invoiced": _("of which invoices"),
            "gross credited": _("of which credit notes"),
            "perpetual_gross invoiced": _("Perpetual total of invoices"),
            "perpetual_gross credited": _("Perpetual total of credit notes"),
        }
        for place, label in labels.items():
            key, name = place.split()
            for currency, amounts in sorted(said.get(key, {}).items()):
                amount = self._write_amount(amounts[name], currency)
                rows.append([label, "", "", amount])
        heads = ["", _("Without tax"), _("VAT amount"), _("Total")]
        return self._make_table(heads, rows, (1, 0, 0, 0), (1, 2, 3))

    def _get_taxes_blocks(self, said):
        """:return: base and tax of each rate; nothing for a closing of an older form
        :rtype: list[dict]"""
        _ = self.env._
        rows = []
        for key, amounts in sorted(said.get("taxes", {}).items()):
            currency, category, *rate = key.split(" ")
            base = self._write_amount(amounts["base"], currency)
            tax = self._write_amount(amounts["tax"], currency)
            rows.append([self._name_rate(category, *rate), base, tax])
        if not rows:
            return []
        heads = [_("VAT rate"), _("Base"), _("VAT amount")]
        return [
            {"kind": "heading", "text": _("VAT by rate")},
            self._make_table(heads, rows, (1, 0, 0), (1, 2)),
        ]

    def _name_rate(self, category, rate=""):
        """:param str category: of VAT, in EN 16931
        :param str rate: percentage
        :return: what a bookkeeper calls it
        :rtype: str"""
        _ = self.env._
        names = {
            "S": "",
            "Z": _("Zero rate"),
            "E": _("Exempt, franchise or margin"),
            "AE": _("Reverse charge"),
            "K": _("Supply within the EU"),
            "G": _("Export"),
            "O": _("Outside the scope of VAT"),
            "?": _("Rate not kept (sealed by an older version)"),
        }
        percent = f"{rate.replace('.', ',') if self._is_french() else rate} %"
        return names.get(category, category) or percent

    @api.model
    def _is_french(self):
        return self._get_paper_lang() == "fr"

    def _get_late_blocks(self, said):
        """:return: documents whose date belongs to a period closed before
        :rtype: list[dict]"""
        _ = self.env._
        late = said.get("late", [])
        if not late:
            text = _("None: every document bears a date of this period.")
            return [{"kind": "text", "text": text}]
        text = _(
            "Documents that bear a date before this period, and were sealed after the "
            "period of their date was closed; they count here: %s.",
            len(late),
        )
        return [{"kind": "text", "text": text}, *self._list_documents(late)]

    def _get_gaps_block(self, said):
        if "gaps" not in said:
            text = self.env._("Not looked for by the version that made this closing.")
            return {"kind": "text", "text": text}
        if not said["gaps"]:
            text = self.env._("None: the numbers follow each other.")
            return {"kind": "text", "text": text}
        return {"kind": "list", "items": said["gaps"]}

    def _get_content_blocks(self, said):
        """:return: the documents of a day, the days of a month, the months of a year
        :rtype: list[dict]"""
        _ = self.env._
        if said["period"] == "day":
            numbers = list(range(said["first"], said["last"] + 1))
            return [
                {"kind": "heading", "text": _("Documents")},
                *self._list_documents(numbers),
            ]
        below = BELOW[said["period"]]
        rows = []
        for meta in self._get_closings(self.company_id.id)[below]:
            if said["first"] <= meta["first"] and meta["last"] <= said["last"]:
                totals = [
                    self._write_amount(amounts["total"], currency)
                    for currency, amounts in sorted(meta["totals"].items())
                ]
                name = self._name_closing(meta)
                rows.append([name, str(meta["count"]), "\n".join(totals)])
        heads = [_("Closing"), _("Documents"), _("Total")]
        return [
            {"kind": "heading", "text": _("Closings added up")},
            self._make_table(heads, rows, (1, 0, 0), (1, 2)),
        ]

    def _list_documents(self, numbers):
        """List documents without their customers: a paper that is kept for ten years
        holds no more personal data than it needs.

        :param list[int] numbers: archive numbers; what is no document is left out
        :return: a table, and a line when it is cut short
        :rtype: list[dict]
        """
        _ = self.env._
        query = SQL(
            """
            SELECT e.number, e.kind, e.name, e.date, c.name,
                   e.amount_untaxed::text, e.amount_tax::text, e.amount_total::text,
                   COUNT(*) OVER ()
              FROM tpe_archive_entry e JOIN res_currency c ON c.id = e.currency_id
             WHERE e.company_id = %s AND e.number = ANY(%s) AND e.kind IN %s
             ORDER BY e.number LIMIT %s
            """,
            self.company_id.id,
            numbers,
            DOCUMENTS,
            MOST_ROWS,
        )
        found = self.env.execute_query(query)
        credit = _("(credit note)")
        rows = [
            [
                str(number),
                f"{name} {credit}" if kind == "credit_note" else name,
                self._write_day(fields.Date.to_string(day)),
                *(self._write_amount(text, currency) for text in amounts),
            ]
            for number, kind, name, day, currency, *amounts, _count in found
        ]
        heads = [
            *(_("Archive"), _("Document"), _("Date")),
            *(_("Without tax"), _("VAT amount"), _("Total")),
        ]
        blocks = [self._make_table(heads, rows, (0, 1, 0, 0, 0, 0), (3, 4, 5))]
        if more := (found[0][-1] if found else 0) - len(found):
            text = _("%s more stand in the archive.", more)
            blocks.append({"kind": "text", "text": text})
        return blocks

    @api.model
    def _make_table(self, heads, rows, widths, right):
        """:param list heads: headings
        :param list rows: texts
        :param tuple widths: share of each column, 0 for what its texts need
        :param tuple right: columns of figures
        :return: a block
        :rtype: dict"""
        return {
            "kind": "table",
            "heads": heads,
            "rows": rows,
            "widths": widths,
            "right": right,
        }
