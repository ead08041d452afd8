# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One company's sales through the public API: invoices, credit notes, payments."""

# code of the story -> condition on the name, rate, scope
TAXES = {
    "goods_20": (20, "consu", ""),
    "goods_10": (10, "consu", ""),
    "goods_eu": (0, "consu", "EU"),
    "services_20": (20, "service", ""),
    "services_10": (10, "service", ""),
    "services_055": (5.5, "service", ""),
    "exempt": (0, "service", "EXEMPT"),
}
TERMS = {"now": 0, "30": 30}
PARTLY_PAID = (
    ["move_type", "=", "out_invoice"],
    ["payment_state", "=", "partial"],
    ["partner_id.email", "!=", False],
)


class Desk:
    """The sales desk of one company."""

    def __init__(self, client):
        self.client = client
        self.customers, self.taxes, self.terms = {}, {}, {}

    def issue(self, sales):
        """Write, check, issue and mail the invoices of some days.

        :param list sales: in the order of their days
        :return: what was done -> how often
        :rtype: dict
        """
        if not sales:
            return {}
        ids = self._find([sale.ref for sale in sales])
        new = [sale for sale in sales if sale.ref not in ids]
        if new:
            values = [self._prepare(sale) for sale in new]
            made = self.client.call("account.move", "create", values)
            ids |= dict(zip((sale.ref for sale in new), made, strict=True))
        moves = [ids[sale.ref] for sale in sales]
        self.client.call("account.move", "tpe_issue", moves)
        for sale in sales:
            if sale.kind == "credit_note":
                self._settle(ids[sale.ref], self._find(sale.preceding))
        to_mail = self.client.search(
            "account.move",
            ["id", "in", moves],
            ["is_move_sent", "=", False],
            ["commercial_partner_id.email", "!=", False],
        )
        mails = self.client.call("account.move", "tpe_send", to_mail) if to_mail else []
        return {"issued and sealed": len(sales), "mailed": len(mails)}

    def cash(self, sales, start, end):
        """Register the payments that arrive in some days.

        :param list sales: all sales of the company
        :param date start: first day
        :param date end: last day
        :return: what was done -> how often
        :rtype: dict
        """
        arrived = sorted(
            (day, sale.ref, number, percent)
            for sale in sales
            for number, (day, percent) in enumerate(sale.payments, 1)
            if start <= day <= end
        )
        ids = self._find({ref for _day, ref, _number, _percent in arrived})
        for day, ref, number, percent in arrived:
            amount = None
            if percent != 100 and number == 1:
                total = self._read(ids[ref], "amount_total")
                amount = round(total * percent / 100, 2)
            self.pay(ids[ref], day, f"VIR {ref}/{number}", amount)
        return {"payments": len(arrived)}

    def cash_late(self, day):
        """Let the customer who paid a part long ago pay the rest.

        :param date day: when
        :return: number of the invoice, in a list
        :rtype: list
        """
        memo = "VIR SOLDE"
        fields = ["reconciled_invoice_ids"]
        paid = self.client.read("account.payment", fields, ["memo", "=", memo])
        ids = [ident for each in paid for ident in each["reconciled_invoice_ids"]]
        conditions = [["id", "in", ids]] if paid else PARTLY_PAID
        found = self.client.read(
            "account.move", ["name"], *conditions, order="invoice_date_due", limit=1
        )
        for invoice in found:
            self.pay(invoice["id"], day, memo, None)
        return [invoice["name"] for invoice in found]

    # === HELPERS === #

    def _find(self, refs):
        """Find documents by their reference in the story."""
        found = self.client.read("account.move", ["ref"], ["ref", "in", list(refs)])
        return {move["ref"]: move["id"] for move in found}

    def _read(self, move, field):
        return self.client.call("account.move", "read", [move], [field])[0][field]

    def _prepare(self, sale):
        preceding = list(self._find(sale.preceding).values()) if sale.preceding else []
        is_credit = sale.kind == "credit_note"
        values = {
            "move_type": "out_refund" if is_credit else "out_invoice",
            "ref": sale.ref,
            "partner_id": self.get_customer(sale.customer),
            "invoice_date": sale.day.isoformat(),
            "invoice_payment_term_id": self._get_term(sale.term),
            "tpe_document_kind": "invoice" if is_credit else sale.kind,
            "tpe_preceding_move_ids": [(6, 0, preceding)],
            "invoice_line_ids": [(0, 0, self._prepare_line(li)) for li in sale.lines],
        }
        if is_credit:
            values["reversed_entry_id"] = preceding[0]
        return values

    def _prepare_line(self, line):
        return {
            "name": line.label,
            "quantity": line.quantity,
            "price_unit": line.price,
            "tax_ids": [(6, 0, [self.get_tax(line.tax)])],
        }

    def get_customer(self, code):
        """Find a customer by his code in the imported file.

        :param str code: his code
        :return: id
        :rtype: int
        """
        if not self.customers:
            found = self.client.read("res.partner", ["ref"], ["ref", "!=", False])
            self.customers = {partner["ref"]: partner["id"] for partner in found}
        return self.customers[code]

    def get_tax(self, code):
        """Find a tax by its rate and scope, as a person would in the list.

        :param str code: a key of ``TAXES``
        :return: id
        :rtype: int
        """
        if code not in self.taxes:
            amount, scope, name = TAXES[code]
            self.taxes[code] = self.client.search(
                "account.tax",
                ["type_tax_use", "=", "sale"],
                ["amount", "=", amount],
                ["tax_scope", "=", scope],
                ["name", "ilike", name],
                ["price_include_override", "!=", "tax_included"],
                ["company_id", "in", self.client.context["allowed_company_ids"]],
                limit=1,
            )[0]
        return self.taxes[code]

    def _get_term(self, code):
        if code not in self.terms:
            self.terms[code] = self.client.search(
                "account.payment.term",
                ["line_ids.nb_days", "=", TERMS[code]],
                ["line_ids.delay_type", "=", "days_after"],
                ["early_discount", "=", False],
                order="id",
                limit=1,
            )[0]
        return self.terms[code]

    def pay(self, move, day, memo, amount):
        """Register one payment, unless a former start has done so.

        :param int move: id of the invoice
        :param date day: when the money arrives
        :param str memo: what the bank says
        :param float amount: how much; None for the whole
        """
        if self.client.count("account.payment", ["memo", "=", memo]):
            return
        values = {"payment_date": day.isoformat(), "communication": memo}
        if amount is not None:
            values["amount"] = amount
        context = {
            "active_model": "account.move",
            "active_ids": [move],
            "dont_redirect_to_payments": True,
        }
        model = "account.payment.register"
        wizard = self.client.call(model, "create", values, context=context)
        self.client.call(model, "action_create_payments", [wizard], context=context)

    def _settle(self, credit, invoices):
        """Set a credit note off against the invoice it cancels."""
        lines = self.client.search(
            "account.move.line",
            ["move_id", "=", credit],
            ["account_id.account_type", "=", "asset_receivable"],
            ["reconciled", "=", False],
        )
        for invoice in invoices.values():
            for line in lines:
                self.client.call(
                    "account.move", "js_assign_outstanding_line", [invoice], line
                )
