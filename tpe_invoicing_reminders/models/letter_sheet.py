# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters as sheets of paper: set by the page engine, with a code that leads online."""

from datetime import UTC, date
from pathlib import Path

from odoo.exceptions import UserError

from odoo.addons.tpe_invoicing.tools import page, qr, signs
from odoo.addons.tpe_invoicing.written import format_day

DESIGNS = Path(__file__).parent.parent / "designs"


def set_letter(env, design, view):
    """Set a letter.

    :param env: whose language the error is in
    :param str design: name of a file of ``designs``
    :param dict view: what it shows
    :return: PDF
    :rtype: bytes
    :raises UserError: when it cannot be set
    """
    env["account.move"]._tpe_prepare_pages()
    made_at = env.cr.now().replace(microsecond=0, tzinfo=UTC)
    printable = signs.clean_tree(view, page.is_printable)
    try:
        return page.render(str(DESIGNS / design), printable, made_at)
    except page.PageError as error:
        raise UserError(
            env._("The letter cannot be set: %(reason)s", reason=error)
        ) from error


def get_head(env, company, day):
    """Return what stands on top of each letter.

    :param env: in the language of the letter
    :param res.company company: who writes
    :param date day: of the letter
    :rtype: dict
    """
    sender = company.partner_id
    lines = [*sender._tpe_get_address_lines(company), sender.phone, sender.email]
    reminders = env["tpe.reminder"].new({"company_id": company.id})
    return {
        "lang": env.lang[:2],
        "day": [day.year, day.month, day.day],
        "sender": [company.name, *filter(None, lines)],
        "identity": reminders._get_identity(),
        "place_and_date": ", ".join(filter(None, [sender.city, format_day(env, day)])),
    }


def add_bank(env, view, moves):
    """Say where to transfer the money, for who pays as people do who write letters.

    :param env: in the language of the letter
    :param dict view: what the letter shows; filled
    :param account.move moves: what is to be paid
    """
    # the account is on the invoices that the reader has
    for bank_sudo in moves.sudo().partner_bank_id[:1]:
        number = bank_sudo.acc_number.replace(" ", "")
        groups = (number[start : start + 4] for start in range(0, len(number), 4))
        account = " ".join(groups)
        if bank_sudo.bank_bic:
            account = f"{account} (BIC {bank_sudo.bank_bic})"
        view["words"]["transfer"] = env._("By transfer: %s", account)


def add_link(env, view, account):
    """Let who gets a letter come online with his phone: see it all, pay, answer.

    :param env: in the language of the letter
    :param dict view: what the letter shows; filled
    :param dict account: answer of ``tpe_account_url`` for the customer
    """
    last = date.fromisoformat(account["expires"][:10])
    view["url"] = account["url"]
    view["code"] = qr.draw(account["url"].encode())
    view["words"] |= {
        "scan": env._("Scan to pay"),
        "online": env._("Your account online: see the documents, pay, or answer us"),
        "valid": env._("This link is yours alone, until %s.", format_day(env, last)),
    }
