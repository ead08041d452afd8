# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools.misc import format_amount

from odoo.addons.tpe_invoicing.controllers.account_page import AccountPage
from odoo.addons.tpe_invoicing.controllers.public_page import (
    FORM,
    FORM_SIZE,
    FORMS,
    read_ids,
    read_number,
    read_text,
)
from odoo.addons.tpe_invoicing.written import format_day

from ..models.res_partner_answer import PARTS, Answer
from ..tools import upload

# end of the link -> kind of answer
KINDS = {
    "promise": "promise",
    "dispute": "dispute",
    "paid": "claimed_paid",
    "plan": "plan",
}


class AnswerPage(AccountPage):
    """Where a customer promises, disputes, says that he has paid, or asks for time."""

    @http.route(
        "/tpe/account/<string:token>/<any(promise,dispute,paid,plan):what>",
        **FORMS | {"max_content_length": upload.MOST + FORM_SIZE},
    )
    def answer(self, token, what, **values):
        """:param str token: end of the link
        :param str what: what the customer wants to say
        :param values: what he has written in the form
        :return: the form; once it is sent, the way back to his page. Looking at it
            changes nothing: mail programs open links by themselves.
        :rtype: odoo.http.Response"""
        status, partner_sudo, company_sudo = self._open(token)
        if status != "ok":
            return self._refuse(status)
        error = False
        if request.httprequest.method == "POST":
            error = self._take(what, partner_sudo, company_sudo, values)
            if not error:
                answer = request.redirect(f"/tpe/account/{token}?said={what}")
                answer.headers.update(FORM.make_headers())
                return answer
        shown = self._prepare_form(what, partner_sudo, company_sudo, values)
        shown |= {"link": f"/tpe/account/{token}", "error": error}
        page = "tpe_invoicing_reminders.answer_page"
        return self._page(page, shown, company_sudo, FORM, 422 if error else 200)

    def _take(self, what, partner_sudo, company_sudo, values):
        """:return: why an answer was not taken, in words
        :rtype: str | bool"""
        if not self._is_welcome("form", partner_sudo):
            return request.env._("That is a lot at once. Try again in ten minutes.")
        try:
            with request.env.cr.savepoint():
                answer = self._read(what, partner_sudo, values)
                partner_sudo._tpe_answer(company_sudo, answer)
        except UserError as error:
            return str(error)
        return False

    def _read(self, what, partner_sudo, values):
        """:return: what was written in the form
        :rtype: Answer
        :raises UserError: when the file is not taken, or the amount is none"""
        form = request.httprequest.form
        file = request.httprequest.files.get("file")
        content = file.read(upload.MOST + 1) if file else b""
        return Answer(
            kind=KINDS[what],
            move_ids=tuple(read_ids(form.getlist("ids"))),
            day=_read_day(form.get("day", "")),
            amount=_read_amount(form.get("amount", "")),
            words=read_text(form.get("words", "")),
            file=partner_sudo._tpe_check_upload(file.filename, content)
            if content
            else (),
            parts=int(read_number(form.get("parts", "")) or 0),
        )

    def _prepare_form(self, what, partner_sudo, company_sudo, values):
        """:return: what the form shows
        :rtype: dict"""
        today = request.env["tpe.reminder.run"].sudo()._get_day(company_sudo)
        moves_sudo = partner_sudo._tpe_get_answerable_moves(company_sudo)
        chosen = request.httprequest.form.getlist("ids")
        rows, notes = self._prepare_options(moves_sudo), self._get_notes(moves_sudo)
        for row in rows:
            # nobody disputes all that is due because he did not look
            is_due = bool(row["day"] and row["day"] <= today)
            is_due = is_due and what != "dispute"
            row["is_chosen"] = str(row["id"]) in chosen if chosen else is_due
            row["notes"] = notes.get(row["id"], ())
        if len(rows) == 1:
            rows[0]["is_chosen"] = True
        last = today + timedelta(days=company_sudo.tpe_promise_days)
        is_past = what == "paid"
        return {
            "what": what,
            "partner": partner_sudo,
            "rows": rows,
            "sign": self._get_sign(moves_sudo),
            "first": False if is_past else today.isoformat(),
            "last": today.isoformat() if is_past else last.isoformat(),
            "parts": PARTS,
            "values": values,
        }

    # === THE CUSTOMER'S PAGE === #

    def _prepare_values(self, token, partner_sudo, company_sudo):
        # EXTENDS tpe_invoicing: the page tells what was said, and takes more
        values = super()._prepare_values(token, partner_sudo, company_sudo)
        can_answer = any(r["is_open"] and not r["is_credit"] for r in values["rows"])
        return values | {"can_answer": can_answer}

    def _prepare_rows(self, moves_sudo, today, payable_sudo):
        # EXTENDS tpe_invoicing: what the customer has said of the documents
        notes = self._get_notes(moves_sudo)
        return [
            row | {"notes": notes.get(row["id"], ())}
            for row in super()._prepare_rows(moves_sudo, today, payable_sudo)
        ]

    @staticmethod
    def _get_notes(moves_sudo):
        """:return: what the customer has said of open invoices, in sentences, by id
        :rtype: dict[int, list[str]]"""
        env, notes = request.env, {}
        pauses_sudo = env["tpe.reminder.pause"].sudo()  # of invoices that he may see
        for pause in pauses_sudo.search(
            [("move_id", "in", moves_sudo.ids), ("state", "=", "active")]
        ):
            day = pause.until and format_day(env, pause.until)
            part = pause.amount and format_amount(env, pause.amount, pause.currency_id)
            sentences = {
                "promise": env._("You promised to pay by %s.", day),
                "dispute": env._(
                    "You dispute %s of this invoice; we look into it.", part
                )
                if part
                else env._("You dispute this invoice; we look into it."),
                "claimed_paid": env._("You said that it is paid; we look for it."),
            }
            if sentence := sentences.get(pause.kind):
                notes.setdefault(pause.move_id.id, []).append(sentence)
        return notes


def _read_amount(text):
    """:return: an amount that a person wrote, 0 for nothing
    :rtype: float
    :raises UserError: when it is none: a part mistyped is not the whole"""
    amount = read_number(text)
    if amount is None:
        raise UserError(request.env._("“%s” is no amount.", text[:40]))
    return amount


def _read_day(text):
    """:return: a day that a browser sent
    :rtype: date | None"""
    try:
        return fields.Date.to_date(text) or None
    except ValueError:
        return None
