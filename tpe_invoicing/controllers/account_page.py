# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging
import re

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request
from odoo.tools.misc import format_amount, format_date

from ..tools import copies
from .public_page import PublicPage

_logger = logging.getLogger(__name__)

STATUS = {"wrong": 404, "expired": 410, "destroyed": 410}
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
        return self._page(
            "tpe_invoicing.account_page",
            self._prepare_values(token, partner_sudo, company_sudo),
            company_sudo,
        )

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
    def _can_pay(move_sudo):
        """:return: whether a document may be paid online
        :rtype: bool"""
        return move_sudo._has_to_be_paid()

    @staticmethod
    def _prepare_option(move_sudo):
        """:return: what a form shows of an invoice that can be chosen
        :rtype: dict"""
        env, day = request.env, move_sudo._tpe_get_next_due_date()
        left = move_sudo.amount_residual
        return {
            "id": move_sudo.id,
            "name": (move_sudo.tpe_is_imported and move_sudo.ref) or move_sudo.name,
            "day": day,
            "due": day and format_date(env, day),
            "left": format_amount(env, left, move_sudo.currency_id),
        }

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
        env = request.env
        moves_sudo = partner_sudo._tpe_get_account_moves(company_sudo)
        today = fields.Date.context_today(partner_sudo)
        can_pay = partner_sudo._tpe_can_pay_online(company_sudo)
        balances = partner_sudo._tpe_get_account_balances(company_sudo, moves_sudo)
        return {
            "link": f"/tpe/account/{token}",
            "partner": partner_sudo,
            "today": format_date(env, today),
            "can_pay": can_pay and any(map(self._can_pay, moves_sudo)),
            "said": request.params.get("said"),
            "has_files": any(map(self._has_file, moves_sudo)),
            "balances": [
                {
                    name: value
                    if name == "currency"
                    else format_amount(env, value, balance["currency"])
                    for name, value in balance.items()
                }
                | {"has_ahead": not balance["currency"].is_zero(balance["ahead"])}
                for balance in balances
            ],
            "rows": [self._prepare_row(move, today, can_pay) for move in moves_sudo],
        }

    def _prepare_row(self, move_sudo, today, can_pay):
        """:return: what the page shows of one document
        :rtype: dict"""
        env, currency = request.env, move_sudo.currency_id
        sign = -1 if move_sudo.move_type == "out_refund" else 1
        is_open = not currency.is_zero(move_sudo.amount_residual)
        due = move_sudo._tpe_get_next_due_date()
        pay_url = False
        if can_pay and is_open and self._can_pay(move_sudo):
            pay_url = f"pay?ids={move_sudo.id}"
        return {
            "id": move_sudo.id,
            "name": move_sudo.ref
            if move_sudo.tpe_is_imported and move_sudo.ref
            else move_sudo.name,
            "is_credit": sign < 0,
            "date": format_date(env, move_sudo.invoice_date),
            "due": format_date(env, due) if sign > 0 else False,
            "is_late": bool(is_open and sign > 0 and due and due < today),
            "is_open": is_open,
            "total": format_amount(env, sign * move_sudo.amount_total, currency),
            "left": format_amount(env, sign * move_sudo.amount_residual, currency),
            "has_file": self._has_file(move_sudo),
            "has_xml": self._has_file(move_sudo)
            and bool(move_sudo.tpe_archive_entry_id.xml_sha256),
            "pay_url": pay_url,
        }

    # === ANSWER === #

    def _refuse(self, status, company_sudo=None):
        """Say kindly that the link opens nothing, and nothing else.

        :return: a page with the status of the case
        :rtype: odoo.http.Response
        """
        if company_sudo is None:
            company_sudo = request.env["res.company"].sudo()
            self._speak()
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
