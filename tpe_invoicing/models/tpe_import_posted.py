# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ..tools.import_document import find_xml
from ..tools.import_problem import ImportProblem
from ..tools.import_values import fold

PDF = "application/pdf"
TAXES = """
    SELECT line.move_id, tax.amount AS rate,
           ROUND(SUM(ABS(line.tax_base_amount)), 2) AS base,
           ROUND(SUM(ABS(line.amount_currency)), 2) AS tax
      FROM account_move_line line JOIN account_tax tax ON tax.id = line.tax_line_id
     WHERE line.move_id = ANY(%s) AND tax.amount_type = 'percent'
     GROUP BY line.move_id, tax.amount
"""


class AccountMove(models.Model):
    """An invoice of before that is set back to draft is of the past no more."""

    _inherit = "account.move"

    def write(self, vals):
        # EXTENDS account: issued again, it goes the way of every invoice
        done = super().write(vals)
        if vals.get("state") == "draft":
            past = self.filtered(
                lambda move: (
                    move.tpe_is_imported
                    and move.move_type in ("out_invoice", "out_refund")
                    and move.journal_id != move.company_id.tpe_import_journal_id
                )
            )
            past._tpe_set_past(False)
        return done

    def _tpe_set_past(self, is_past):
        """Note on posted documents whether they are of the past.

        :param bool is_past: whether they are
        """
        if not self:
            return
        # one statement: write() would go through the synchronisation of entry lines
        self.env.execute_query(
            SQL(
                "UPDATE account_move SET tpe_is_imported = %s WHERE id IN %s "
                "RETURNING id",
                is_past,
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["tpe_is_imported"])


class TpeImport(models.Model):
    """Invoices that Odoo had posted before this addon came: the company's history.

    They stay what and where they are: they are marked as of the past, and their PDF, if
    there is one, is archived as it was given out.
    """

    _inherit = "tpe.import"

    def _plan_odoo(self, _data, report):
        """List what Odoo had posted.

        :param bytes _data: nothing, there is no file
        :param dict report: takes what is known of it
        :return: what to bring, and the ids of the documents
        :rtype: Iterator[tuple[str, list]]
        """
        moves = self.env["account.move"].search(
            self._get_posted_domain(), order="invoice_date, id"
        )
        report["read"] = len(moves)
        report["totals"] = self._sum_documents([]) | {"attached": 0}
        report["numbers"] = []
        items = [{"line": line, "id": id_} for line, id_ in enumerate(moves.ids, 1)]
        yield "posted", items

    def _get_posted_domain(self):
        """:return: finds the documents of a company that neither this addon issued nor
            an import brought in
        :rtype: list"""
        return [
            ("company_id", "=", self.company_id.id),
            ("move_type", "in", ("out_invoice", "out_refund")),
            ("state", "=", "posted"),
            ("tpe_archive_entry_id", "=", False),
            ("tpe_is_imported", "=", False),
        ]

    def _bring_posted(self, items, report):
        """Take documents over as history.

        :param list items: ``line`` and ``id``
        :param dict report: takes what happened
        """
        lines = {item["id"]: item["line"] for item in items}
        moves = self.env["account.move"].search(
            [("id", "in", list(lines)), *self._get_posted_domain()],
            order="invoice_date, id",
        )
        documents = self._describe_posted(moves, lines)
        report["totals"]["attached"] = 0

        def take_over(some):
            papers = self._find_papers(some)
            report["totals"]["attached"] += self._take_over(some, papers)

        done = self._create_all(documents, take_over, report)
        report["created"] += len(done)
        report["numbers"] = [document["number"] for document in done]
        report["totals"] |= self._sum_documents(done)

    def _describe_posted(self, moves, lines):
        """:param account.move moves: what Odoo had posted
        :param dict lines: their lines in the report, by id
        :return: what the proof sums up, and where each stands
        :rtype: list[dict]"""
        taxes = self._get_posted_taxes(moves)
        documents = []
        for move in moves:
            untaxed = Decimal(str(abs(move.amount_untaxed)))
            tax = Decimal(str(abs(move.amount_tax)))
            documents.append(
                {
                    "line": lines[move.id],
                    "move_id": move.id,
                    "number": move.name,
                    "date": move.invoice_date or move.date,
                    "is_credit": move.move_type == "out_refund",
                    "taxes": _complete(taxes[move.id], untaxed, tax),
                    "untaxed": untaxed,
                    "tax": tax,
                    "total": Decimal(str(abs(move.amount_total))),
                    "open": Decimal(str(abs(move.amount_residual))),
                    "partner": move.commercial_partner_id.name or "",
                    "currency": move.currency_id.name,
                }
            )
        return documents

    def _get_posted_taxes(self, moves):
        """:return: base and tax by rate of each document in the company's currency
        :rtype: dict[int, dict]"""
        taxes = defaultdict(dict)
        own = moves.filtered(
            lambda move: move.currency_id == move.company_id.currency_id
        )
        for move_id, rate, base, tax in self.env.execute_query(SQL(TAXES, own.ids)):
            part = {"base": Decimal(str(base)), "tax": Decimal(str(tax))}
            taxes[move_id][Decimal(f"{rate:g}")] = part
        return taxes

    def _find_papers(self, documents):
        """Find the PDF that the customer got of each document.

        :param list documents: see :meth:`_describe_posted`
        :return: documents that have one, with ``file`` and ``xml``
        :rtype: list[dict]
        :raise ImportProblem: when it cannot be read any more
        """
        papers = []
        for document in documents:
            move = self.env["account.move"].browse(document["move_id"])
            paper = move.invoice_pdf_report_id or self._find_older_paper(move)
            if not paper:
                continue
            if not (content := paper.raw):
                raise ImportProblem("paper_lost", number=move.name, name=paper.name)
            file = {"name": paper.name, "content": content}
            try:
                xml = find_xml(content)
            except ImportProblem:
                xml = None  # it is kept as it is, whatever is in it
            papers.append(document | {"file": file, "xml": xml})
        return papers

    def _find_older_paper(self, move):
        """:return: the main PDF of a document when it bears its number: where Odoo
            before 17 kept what it had printed
        :rtype: ir.attachment"""
        main = move.message_main_attachment_id
        stem = fold((main.name or "").rsplit(".", 1)[0])
        is_paper = main.mimetype == PDF and fold(move.name) in stem
        return main if is_paper else main.browse()

    def _take_over(self, documents, papers):
        """Mark documents as history, and archive the papers.

        :param list documents: see :meth:`_describe_posted`
        :param list papers: see :meth:`_find_papers`
        :return: how many papers there are
        :rtype: int
        """
        moves = self.env["account.move"].browse([doc["move_id"] for doc in documents])
        moves._tpe_set_past(True)
        self._remember(
            "account.move", [(doc["line"], doc["move_id"]) for doc in documents]
        )
        if papers:
            self._archive_originals(papers)
        return len(papers)

    def _take_back(self, records):
        # EXTENDS: what was there before the import stays there after it
        if self.kind == "odoo":
            records._tpe_set_past(False)
        else:
            super()._take_back(records)


def _complete(taxes, untaxed, tax):
    """:param dict taxes: base and tax by rate, as far as they are known
    :param Decimal untaxed: of the whole document
    :param Decimal tax: of the whole document
    :return: the same with what is left, of no rate in particular
    :rtype: dict"""
    base = untaxed - sum(part["base"] for part in taxes.values())
    rest = tax - sum(part["tax"] for part in taxes.values())
    if base or rest or not taxes:
        return taxes | {None: {"base": base, "tax": rest}}
    return taxes
