# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Works contracts and their progress invoices, made as any client makes them."""

from .story import create


class Site:
    """A works contract: the seller sells, the accountant invoices."""

    def __init__(self, server, partner_id, lines, **values):
        """:param server: the running server
        :param int partner_id: the customer
        :param list lines: values of the order's lines
        :param values: of the order
        """
        # some of Odoo's own calls answer what XML-RPC cannot write
        self.seller, self.accountant = (
            server.json2("seller"),
            server.json2("accountant"),
        )
        self.order_id = create(
            self.seller,
            "sale.order",
            partner_id=partner_id,
            date_order=f"{values.pop('day', '2026-11-02')} 08:00:00",
            order_line=[(0, 0, line) for line in lines],
            **values,
        )
        self.seller.call("sale.order", "action_confirm", [self.order_id])

    def add_line(self, **values):
        """Add an amendment to the contract."""
        self.write(order_line=[(0, 0, values)])

    def write(self, **values):
        """Write on the order."""
        self.seller.call("sale.order", "write", [self.order_id], vals=values)

    def read(self, *fields):
        """:return: fields of the order
        :rtype: dict"""
        (row,) = self.seller.call(
            "sale.order", "read", [self.order_id], fields=list(fields)
        )
        return row

    def take_deposit(self, percent=30, day="2026-11-03"):
        """:return: id of the issued deposit invoice
        :rtype: int"""
        context = {"active_model": "sale.order", "active_ids": [self.order_id]}
        made = self.seller.call(
            "sale.advance.payment.inv",
            "create",
            vals_list=[{"advance_payment_method": "percentage", "amount": percent}],
            context=context,
        )
        wizard = made if isinstance(made, list) else [made]
        self.seller.call(
            "sale.advance.payment.inv", "create_invoices", wizard, context=context
        )
        return self.issue(max(self.read("invoice_ids")["invoice_ids"]), day)

    def draft(self, percent=None, client=None, **values):
        """:return: the answer of tpe_make_situation
        :rtype: dict"""
        arguments = {"percent": percent, **values}
        (answer,) = (client or self.accountant).call(
            "sale.order", "tpe_make_situation", [self.order_id], **arguments
        )
        return answer

    def issue(self, move_id, day="2026-11-24"):
        """Date and issue a draft.

        :return: its id
        :rtype: int"""
        client = self.accountant
        client.call("account.move", "write", [move_id], vals={"invoice_date": day})
        client.call("account.move", "tpe_issue", [move_id])
        return move_id

    def bill(self, percent, day="2026-11-24", **values):
        """:return: id of an issued progress invoice
        :rtype: int"""
        draft = self.draft(percent, **{"date": day, **values})
        return self.issue(draft["invoice_id"], day)

    def credit(self, move_id, day="2026-11-24"):
        """:return: id of the draft credit note of a whole invoice
        :rtype: int"""
        (move,) = self.accountant.call(
            "account.move", "read", [move_id], fields=["journal_id"]
        )
        values = {"move_ids": [(6, 0, [move_id])], "journal_id": move["journal_id"][0]}
        made = self.accountant.call(
            "account.move.reversal",
            "create",
            vals_list=[values | {"date": day}],
            context={"active_model": "account.move", "active_ids": [move_id]},
        )
        wizard = made if isinstance(made, list) else [made]
        action = self.accountant.call("account.move.reversal", "reverse_moves", wizard)
        return action["res_id"]
