# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging
import re

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from ..tools import copies
from .public_page import PublicPage
from .writing import Writer

_logger = logging.getLogger(__name__)

STATUS = {"wrong": 404, "expired": 410, "destroyed": 410, "busy": 429}
INDENT = re.compile(rb"\n\s+")  # half of the weight of a long list
UNSAFE = re.compile(r"[^\w.\-() ]+")


class AccountPage(PublicPage, http.Controller):
    """The customer's own page, behind a signed link.

    Nothing is read before the signature is known to be right, and nothing but the
    documents of that customer in that company afterwards.
    """

    @http.route(
        "/tpe/account/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=False,
        sitemap=False,
    )
    def account(self, token, **_options):
        """:param str token: end of the link
        :return: the statement, or a page that says why there is none
        :rtype: odoo.http.Response"""
        status, partner_sudo, company_sudo = self._open(token)
        if status != "ok":
            return self._refuse(status)
        values = self._prepare_values(token, partner_sudo, company_sudo)
        page = self._page("tpe_invoicing.account_page", values, company_sudo)
        page.data = INDENT.sub(b"\n", page.data)
        return page

    @http.route(
        "/tpe/account/<string:token>/<int:move_id>.<any(pdf,xml):form>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def document(self, token, move_id, form, **_options):
        """:param str token: end of the link
        :param int move_id: one of the documents on the page
        :param str form: ``pdf`` or ``xml``
        :return: the sealed original, or the XML that was sealed with it
        :rtype: odoo.http.Response"""
        status, partner_sudo, company_sudo = self._open(token)
        if status != "ok":
            return self._refuse(status)
        moves_sudo = partner_sudo._tpe_get_account_moves(company_sudo)
        move_sudo = moves_sudo.filtered(lambda move: move.id == move_id)
        files = self._read_files(move_sudo) if move_sudo else {}
        for name, content in files.items():
            if name.endswith(f".{form}"):
                move_sudo._tpe_note_access("page", is_viewer=True)
                kind = "application/pdf" if form == "pdf" else "application/xml"
                return self._file(name, content, kind)
        is_gone = move_sudo and move_sudo._tpe_is_destroyed()
        status = "destroyed" if is_gone else "wrong"
        return self._refuse(status, company_sudo)

    @http.route(
        "/tpe/account/<string:token>/documents.zip",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def documents(self, token, **_options):
        """:param str token: end of the link
        :return: every original, and its XML, in one file
        :rtype: odoo.http.Response"""
        status, partner_sudo, company_sudo = self._open(token)
        if status != "ok":
            return self._refuse(status)
        if not self._is_welcome("pack", partner_sudo):
            return self._refuse("busy", company_sudo)
        moves_sudo = partner_sudo._tpe_get_account_moves(company_sudo)
        moves_sudo._tpe_note_access("page")
        files = [
            pair
            for move_sudo in moves_sudo
            for pair in self._read_files(move_sudo).items()
        ]
        return self._file("documents.zip", copies.pack(files), "application/zip")

    # === READ === #

    @staticmethod
    def _has_file(move_sudo):
        """:return: whether a document has its original, which was not purged
        :rtype: bool"""
        entry_sudo = move_sudo.tpe_archive_entry_id
        return bool(entry_sudo) and not entry_sudo._is_purged()

    @staticmethod
    def _get_shown_name(move_sudo):
        """:return: the number by which the customer knows a document
        :rtype: str"""
        return (move_sudo.tpe_is_imported and move_sudo.ref) or move_sudo.name

    @staticmethod
    def _get_sign(moves_sudo):
        """:return: sign of the currency of some documents; none for several
        :rtype: str"""
        currency = moves_sudo.currency_id
        return currency.symbol if len(currency) == 1 else ""

    def _prepare_options(self, moves_sudo):
        """:return: what a form shows of the invoices that can be chosen
        :rtype: list[dict]"""
        write, days = Writer(request.env), moves_sudo._tpe_get_next_due_dates()
        return [
            {
                "id": move.id,
                "name": self._get_shown_name(move),
                "day": days[move],
                "due": write.day(days[move]),
                "left": write.money(move.amount_residual, move.currency_id),
            }
            for move in moves_sudo
        ]

    def _read_files(self, move_sudo):
        """:return: the sealed files of a document by name; none when it has none, or
            when they were damaged, which the log then tells
        :rtype: dict[str, bytes]"""
        entry_sudo = move_sudo.tpe_archive_entry_id
        if not self._has_file(move_sudo):
            return {}
        try:
            content = entry_sudo._read_document()
        except UserError:
            _logger.warning("original of move %s cannot be given out", move_sudo.id)
            return {}
        stem = UNSAFE.sub("-", move_sudo.name or entry_sudo.name)
        files = {f"{stem}.pdf": content}
        if xml := entry_sudo._read_xml():
            files[f"{stem}.xml"] = xml
        return files

    def _prepare_values(self, token, partner_sudo, company_sudo):
        """:return: what the page shows
        :rtype: dict"""
        write = Writer(request.env)
        moves_sudo = partner_sudo._tpe_get_account_moves(company_sudo)
        today = fields.Date.context_today(partner_sudo)
        payable_sudo = moves_sudo.browse()
        if partner_sudo._tpe_can_pay_online(company_sudo):
            payable_sudo = moves_sudo._tpe_find_payable()
        rows = self._prepare_rows(moves_sudo, today, payable_sudo)
        balances = partner_sudo._tpe_get_account_balances(company_sudo, moves_sudo)
        return {
            "link": f"/tpe/account/{token}",
            "partner": partner_sudo,
            "today": write.day(today),
            "can_pay": bool(payable_sudo),
            "said": request.params.get("said"),
            "has_files": any(row["has_file"] for row in rows),
            "balances": [self._prepare_balance(write.money, each) for each in balances],
            "rows": rows,
        }

    @staticmethod
    def _prepare_balance(money, balance):
        """:return: what the page shows of the balance in one currency
        :rtype: dict"""
        currency, owed = balance["currency"], balance["balance"]
        sign = -1 if currency.compare_amounts(owed, 0) < 0 else 1
        return {
            "is_credit": sign < 0,
            "balance": money(sign * owed, currency),
            "ahead": money(sign * balance["ahead"], currency),
            "has_ahead": not currency.is_zero(balance["ahead"]),
        }

    def _prepare_rows(self, moves_sudo, today, payable_sudo):
        """Say what the page shows of each document, with a fixed number of questions.

        :param account.move moves_sudo: the documents
        :param date today: the day
        :param account.move payable_sudo: those that can be paid online
        :rtype: list[dict]
        """
        write, payable = Writer(request.env), set(payable_sudo.ids)
        days = moves_sudo._tpe_get_next_due_dates()
        rows = []
        for move in moves_sudo:
            currency, due = move.currency_id, days[move]
            is_credit = move.move_type == "out_refund"
            sign = -1 if is_credit else 1
            is_open = not currency.is_zero(move.amount_residual)
            has_file = self._has_file(move)
            rows.append(
                {
                    "id": move.id,
                    "name": self._get_shown_name(move),
                    "is_credit": is_credit,
                    "date": write.day(move.invoice_date),
                    "due": not is_credit and write.day(due),
                    "is_late": bool(is_open and not is_credit and due and due < today),
                    "is_open": is_open,
                    "total": write.money(sign * move.amount_total, currency),
                    "left": is_open
                    and write.money(sign * move.amount_residual, currency),
                    "has_file": has_file,
                    "has_xml": has_file and bool(move.tpe_archive_entry_id.xml_sha256),
                    "can_pay": move.id in payable,
                }
            )
        return rows

    # === ANSWER === #

    def _refuse(self, status, company_sudo=None):
        """Say kindly that the link opens nothing, and nothing else.

        :return: a page with the status of the case
        :rtype: odoo.http.Response
        """
        if company_sudo is None:
            company_sudo = request.env["res.company"].sudo()
            self._speak()
            status = status if self._is_welcome("wrong") else "busy"
        return self._page(
            "tpe_invoicing.account_page_refused",
            {"status": status},
            company_sudo,
            status=STATUS[status],
        )

    def _file(self, name, content, mimetype):
        """:return: a file to keep
        :rtype: odoo.http.Response"""
        headers = {
            "Content-Type": mimetype,
            "Content-Length": len(content),
            "Content-Disposition": content_disposition(name),
        }
        return self._give(content, headers)
