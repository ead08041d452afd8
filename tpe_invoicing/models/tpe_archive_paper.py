# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import UTC
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

from ..tools import page, signs
from ..tools.identifiers import format_registry
from ..tools.writer import Writer

SHEET = "sheets/statement"


class TpeArchiveEntry(models.Model):
    """Papers about the archive: one page engine, one look, plain blocks."""

    _inherit = "tpe.archive.entry"

    @api.model
    def _set_paper(self, company, made_at, title, blocks, **options):
        """Set a paper about the archive. The same input gives the same bytes.

        :param res.company company: whose paper; its language is that of the context
        :param datetime made_at: the date that the file bears, in UTC
        :param str title: its heading
        :param list[dict] blocks: see ``designs/sheets/statement.typ``
        :param options: ``subtitle``, and ``code``, an SVG
        :return: PDF/A-3a
        :rtype: bytes
        :raises UserError: when the page cannot be set
        """
        self.env["account.move"]._tpe_prepare_pages()
        partner = company.partner_id
        view = {
            "lang": self._get_paper_lang(),
            "title": title,
            "subtitle": options.get("subtitle", ""),
            "day": [made_at.year, made_at.month, made_at.day],
            "sender": [company.name, *partner._tpe_get_address_lines(company)],
            "identity": self._get_paper_identity(company),
            "blocks": blocks,
        }
        view = signs.clean_tree(view, page.is_printable, signs.clean_all)
        view |= {
            "style": company._tpe_get_page_style(),
            "code": options.get("code", ""),
        }
        try:
            return page.render(SHEET, view, made_at.replace(tzinfo=UTC))
        except page.PageError as error:
            raise UserError(
                self.env._("This paper cannot be set: %s", error)
            ) from error

    @api.model
    def _get_paper_lang(self):
        """:return: language of a paper, ``fr`` or ``en``
        :rtype: str"""
        return "fr" if (self.env.lang or "fr_FR").startswith("fr") else "en"

    @api.model
    def _get_paper_identity(self, company):
        """:param res.company company: whose paper
        :return: who it is, for the foot of the page
        :rtype: str"""
        number = format_registry(company.company_registry or "")
        return " · ".join(filter(None, [company.name, number and f"SIRET {number}"]))

    @api.model
    def _write_amount(self, text, currency):
        """:param str text: amount as a decimal string
        :param str currency: its code
        :return: the amount for a reader
        :rtype: str"""
        digits = len(str(text).partition(".")[2])
        return Writer(self._get_paper_lang(), digits, currency).money(Decimal(text))

    @api.model
    def _write_day(self, text):
        """:param str text: ISO date
        :return: the date for a reader
        :rtype: str"""
        return Writer(self._get_paper_lang(), 2, "EUR").day(text)

    def _write_seal_time(self):
        """:return: when this entry was sealed, for a reader: to the second, in UTC and
            saying so, because the time zone of a company may change
        :rtype: str"""
        moment = self.sealed_at
        return f"{self._write_day(moment.date().isoformat())} {moment:%H:%M:%S} UTC"
