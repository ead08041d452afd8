# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Customers and invoices made as any client makes them: by generic calls."""

import base64
import hashlib
import itertools

NUMBERS = itertools.count(1)
# settings of a company whose scheduler reminds whenever it looks
AT_ANY_TIME = {
    "tpe_reminder_mode": "on",
    "tpe_reminder_days": "every",
    "tpe_reminder_hour_from": 0,
    "tpe_reminder_hour_to": 0,
    "tpe_reminder_bank_days": 0,
}


def make_customer(client, **values):
    """Create a French business customer.

    :param client: of an accountant
    :param values: to change or add
    :return: id
    :rtype: int
    """
    return make_customers(client, [values])[0]


def make_customers(client, rows):
    """Create French business customers by one call.

    :param client: of an accountant
    :param list[dict] rows: of each, the values to change or add
    :return: ids
    :rtype: list[int]
    """
    (france,) = client.call(
        "res.country", "search", domain=[["code", "=", "FR"]], limit=1
    )
    vals_list = [
        {**_describe_customer(next(NUMBERS), france), **values} for values in rows
    ]
    return client.call("res.partner", "create", vals_list=vals_list)


def _describe_customer(number, france):
    return {
        "name": f"Bâti Ouest n° {number}",
        "is_company": True,
        "street": "1 rue du Port",
        "zip": "29200",
        "city": "Brest",
        "country_id": france,
        "company_registry": "55210055400013",
        "vat": "FR96552100554",
        "email": f"client{number}@bati-ouest.example",
    }


def make_consumer(client, **values):
    """Create a private person as a customer.

    :param client: of an accountant
    :param values: to change or add
    :return: id
    :rtype: int
    """
    person = {"is_company": False, "company_registry": False, "vat": False}
    return make_customer(client, **{**person, **values})


def make_invoice(client, partner_id, *prices, day="2026-11-02", **values):
    """Create a draft invoice of one line a price, VAT 20 %.

    :param client: of an accountant or a seller
    :param int partner_id: the customer
    :param prices: without tax
    :param str day: invoice date
    :param values: to change or add
    :return: id
    :rtype: int
    """
    product = find_product(client)
    draft = draft_invoice(product, partner_id, prices or (100,), day)
    return create(client, "account.move", **{**draft, **values})


def make_invoices(client, partner_id, prices, day):
    """Create many draft invoices by one call, of one line each, VAT 20 %.

    :param client: of an accountant or a seller
    :param int partner_id: the customer
    :param prices: without tax, one an invoice
    :param str day: invoice date
    :return: ids
    :rtype: list[int]
    """
    product = find_product(client)
    drafts = [draft_invoice(product, partner_id, [price], day) for price in prices]
    return client.call("account.move", "create", vals_list=drafts)


def find_product(client):
    """Find the table that everybody sells.

    :param client: any
    :rtype: int
    """
    domain = [["default_code", "=", "TABLE"]]
    return client.call("product.product", "search", domain=domain, limit=1)[0]


def draft_invoice(product, partner_id, prices, day):
    """Say what an invoice holds.

    :param int product: what is sold
    :param int partner_id: the customer
    :param prices: without tax, one a line
    :param str day: invoice date
    :rtype: dict
    """
    lines = [
        (0, 0, {"product_id": product, "quantity": 1, "price_unit": price})
        for price in prices
    ]
    return {
        "move_type": "out_invoice",
        "partner_id": partner_id,
        "invoice_date": day,
        "invoice_line_ids": lines,
    }


def make_contracts(client, partner_id, count, since):
    """Create contracts of one line, billed each month ahead.

    :param client: of an administrator
    :param int partner_id: the customer
    :param int count: how many
    :param str since: their first day
    :return: ids
    :rtype: list[int]
    """
    line = {
        "product_id": find_product(client),
        "name": "Entretien",
        "price_unit": 30,
        "date_start": since,
        "recurring_next_date": since,
    }
    values = {
        "name": "Entretien",
        "partner_id": partner_id,
        "contract_type": "sale",
        "date_start": since,
        "contract_line_ids": [(0, 0, line)],
    }
    return client.call("contract.contract", "create", vals_list=[values] * count)


def make_issued(client, *prices, **values):
    """Create and issue an invoice of a new business customer.

    :param client: of an accountant
    :param prices: without tax
    :param values: of the invoice
    :return: the answer of tpe_issue for it
    :rtype: dict
    """
    partner_id = values.pop("partner_id", None) or make_customer(client)
    move_id = make_invoice(client, partner_id, *prices, **values)
    (answer,) = client.call("account.move", "tpe_issue", [move_id])
    return answer


def make_late(client, *prices, day="2026-09-01", due="2026-10-01", **values):
    """Create and issue an invoice that is long due.

    :param client: of an accountant
    :param prices: without tax
    :param str day: invoice date
    :param str due: the day it was to be paid
    :param values: of the invoice
    :return: the answer of tpe_issue for it
    :rtype: dict
    """
    term = {"invoice_date_due": due, "invoice_payment_term_id": False}
    return make_issued(client, *prices, day=day, **term, **values)


def create(client, model, **values):
    """Create one record.

    :param client: any
    :param str model: its model
    :param values: its fields
    :return: id
    :rtype: int
    """
    made = client.call(model, "create", vals_list=[values])
    return made[0] if isinstance(made, list) else made


def read(client, model, record_id, *fields):
    """Read fields of one record.

    :param client: any
    :param str model: its model
    :param int record_id: its id
    :param fields: their names
    :rtype: dict
    """
    (row,) = client.call(model, "read", [record_id], fields=list(fields))
    return row


def get_company(client):
    """Find the company of a client's user.

    :param client: any
    :rtype: int
    """
    domain = [["login", "=", client.login]]
    (user,) = client.call(
        "res.users", "search_read", domain=domain, fields=["company_id"]
    )
    return user["company_id"][0]


def get_sha256(content):
    """Hash bytes.

    :param bytes content: the bytes
    :rtype: str
    """
    return hashlib.sha256(content).hexdigest()


def get_bytes(document):
    """Decode an answer of tpe_document.

    :param dict document: the answer
    :rtype: bytes
    """
    return base64.b64decode(document["content"])


def pay(client, move_id, day):
    """Register the payment of an invoice in full.

    :param client: of an accountant
    :param int move_id: the invoice
    :param str day: date of the payment
    """
    context = {"active_model": "account.move", "active_ids": [move_id]}
    made = client.call(
        "account.payment.register",
        "create",
        vals_list=[{"payment_date": day}],
        context=context,
    )
    wizard = made if isinstance(made, list) else [made]
    client.call(
        "account.payment.register", "action_create_payments", wizard, context=context
    )
