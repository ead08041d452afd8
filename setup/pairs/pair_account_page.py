# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A customer's page of 500 sealed invoices, against 80 in Odoo's portal.

Whole requests in both. Every second invoice of ours is paid; the reference has as many
invoices and shows a page of them, to somebody who is signed in.
"""

from odoo import Command

from . import data
from .front import Visitor

DATA = "account_page"
GOAL = 0.33  # 500 invoices in the time of three pages of 80
NAME = "Hôtel de la Plage"
COUNT, PAGE = 500, 80
VISITORS = {}


def prepare(env, invoice):
    """Make the customer and his invoices once; open the door to him.

    :return: the customer
    """
    partner = env["res.partner"].search([("name", "=", NAME)], limit=1)
    if not partner:
        partner = invoice.partner_id.copy({"name": NAME, "lang": "en_US"})
        make = _issue if "tpe.archive.entry" in env else _post
        make(env, invoice, partner)
        env.cr.commit()
        env.invalidate_all()
    if env.cr.dbname not in VISITORS:
        VISITORS[env.cr.dbname] = _open(env, partner)
        env.cr.commit()
    return partner


def do_ours(env, partner, _url):
    """The customer's page, by its link."""
    visitor, path = VISITORS[env.cr.dbname]
    assert visitor.get(path).count('class="total"') == COUNT


def do_reference(env, partner, _url):
    """The list of Odoo's portal."""
    visitor, path = VISITORS[env.cr.dbname]
    assert visitor.get(path).count("/my/invoices/") >= PAGE


def _draft(invoice, partner):
    product = invoice.invoice_line_ids[0].product_id
    return {
        "move_type": "out_invoice",
        "partner_id": partner.id,
        "invoice_date": invoice.invoice_date,
        "invoice_line_ids": [Command.create({"product_id": product.id})],
    }


def _issue(env, invoice, partner):
    drafts = [_draft(invoice, partner) for _each in range(COUNT)]
    for number, draft in enumerate(drafts):
        draft["invoice_line_ids"][0][2]["price_unit"] = 100 + number
    moves = env["account.move"].create(drafts)
    for start in range(0, COUNT, 100):
        moves[start : start + 100].tpe_issue()
    found = moves[::2].ids
    pay = env["account.payment.register"].with_context(
        active_model="account.move", active_ids=found
    )
    pay.create({"group_payment": False})._create_payments()


def _post(env, invoice, partner):
    move = env["account.move"].create(_draft(invoice, partner))
    move._post(soft=False)
    env.flush_all()
    data.copy(env, move, COUNT - 1)


def _open(env, partner):
    if "tpe.archive.entry" in env:
        url = partner.tpe_account_url()[0]["url"]
        return Visitor(env), url[url.index("/tpe/") :]
    users = env["res.users"].with_context(no_reset_password=True)
    user = users.create(
        {
            "name": NAME,
            "login": "hotel",
            "partner_id": partner.id,
            "group_ids": [Command.set(env.ref("base.group_portal").ids)],
        }
    )
    return Visitor(env, user), "/my/invoices"
