# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models
from odoo.tools.misc import formatLang

from .money import to_text

SIREN = 9
SHOWN_LINES = 5


def to_day(day):
    """:param day: a date, a time or nothing
    :return: how JSON has it
    :rtype: str"""
    return str(day) if day else ""


class TpeRecovery(models.AbstractModel):
    """Who claims from whom, what was done, what was said: plain data of a file."""

    _inherit = "tpe.recovery"

    # === PARTIES === #

    @api.model
    def _describe_creditor(self, company):
        """:return: who claims, as forms ask for it
        :rtype: dict"""
        partner = company.partner_id
        form = company.tpe_legal_form or ""
        if company.tpe_is_sole_trader:
            form = "Entrepreneur individuel (EI)"
        capital = company.tpe_share_capital
        return {
            **self._describe_party(partner, company),
            "name": company.name,
            "legal_form": form,
            "capital": formatLang(self.env, capital, currency_obj=company.currency_id)
            if capital
            else "",
            "register": f"RCS {company.tpe_rcs_city}" if company.tpe_rcs_city else "",
            "representative": ""
            if company.tpe_is_sole_trader
            else "à compléter : organe qui la représente légalement",
        }

    @api.model
    def _describe_debtor(self, partner, company):
        """:return: who owes, as forms ask for it
        :rtype: dict"""
        return {
            **self._describe_party(partner, company),
            "kind": partner.tpe_buyer_kind,
            "legal_form": partner.tpe_legal_form or "",
        }

    def _describe_party(self, partner, company):
        """:return: name, numbers and address
        :rtype: dict"""
        registry = "".join(filter(str.isalnum, partner.company_registry or ""))
        return {
            "name": partner.name or "",
            "siren": registry[:SIREN],
            "siret": registry if len(registry) > SIREN else "",
            "vat": partner.vat or "",
            "address": partner._tpe_get_address_lines(company),
            "email": partner.email or "",
            "phone": partner.phone or "",
        }

    # === WHAT IS DUE === #

    @api.model
    def _describe_account(self, company, account, on_date):
        """:param res.company company: the creditor
        :param Account account: what is due in one currency
        :param date on_date: the day
        :return: the same as plain data
        :rtype: dict"""
        digits = account.digits
        principal, interest, fees = account.totals
        total = principal + interest + fees
        orders = {
            "principal": "sur le principal d'abord (choix du créancier)",
            "interest": "sur les intérêts d'abord, puis sur le principal",
        }
        return {
            "currency": self.env["res.currency"].browse(account.currency_id).name,
            "dues": [self._describe_due(c, on_date, digits) for c in account.claims],
            "statement": self._describe_statement(account, on_date),
            "order": orders[company.tpe_payment_order],
            "interest_source": self._get_interest_source(
                company, account.claims, on_date
            )
            if interest
            else "",
            "fee_source": self._get_source("recovery_lump_sum", on_date, company)
            if fees
            else "",
            "totals": {
                "principal": to_text(principal, digits),
                "interest": to_text(interest, digits),
                "fees": to_text(fees, digits),
                "total": to_text(total, digits),
            },
        }

    def _get_interest_source(self, company, claims, on_date):
        """:return: article that grants interest, and the rate agreed if there is one
        :rtype: str"""
        kind = claims[0].debt.kind
        law = self.env["tpe.reminder.planner"]._get_law(company)
        rates = {law.get_agreed_rate(claim.debt) for claim in claims}
        codes = {"public": "late_margin_public", "consumer": "legal_rate_pro"}
        source = self._get_source(codes.get(kind, "late_margin"), on_date, company)
        if kind != "business" or not any(rates):
            return source
        if len(rates) > 1:
            return f"taux convenu sur chaque facture ; {source}"
        written = f"{float(*rates):g}".replace(".", ",")
        return f"taux convenu de {written} % l'an ; {source}"

    def _get_source(self, code, on_date, company):
        """:return: where a legal figure stands
        :rtype: str"""
        row_id = self.env["tpe.legal.parameter"]._get_row(code, on_date, company)[1]
        # the law is the same for every user
        row_sudo = self.env["tpe.legal.parameter.value"].sudo().browse(row_id)
        return row_sudo.source_title or ""

    def _describe_due(self, claim, on_date, digits):
        """:return: an overdue item as plain data
        :rtype: dict"""
        item, split = claim.item, claim.split
        move = self.env["account.move"].browse(item.move_id)
        first = split.rows[0].first if split.rows else False
        return {
            "id": move.id,
            "invoice": move.name or "",
            "date": to_day(move.invoice_date),
            "due_on": to_day(item.due_on),
            "delivered_on": to_day(move.delivery_date),
            "limitation_on": to_day(move.tpe_limitation_on),
            "days_late": (on_date - item.due_on).days,
            "amount": to_text(item.amount, digits),
            "principal": to_text(split.principal, digits),
            "interest": to_text(split.interest, digits),
            "fee": to_text(claim.fee, digits),
            "interest_from": to_day(first),
            "paid": [
                {"date": to_day(day), "amount": to_text(amount, digits)}
                for day, amount in sorted(claim.debt.payments)
            ],
            "objects": self._describe_objects(move),
            "orders": self._describe_orders(move),
        }

    def _describe_objects(self, move):
        """:return: what was sold, in words
        :rtype: str"""
        lines = move.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        names = [(line.name or line.product_id.name or "").strip() for line in lines]
        shown = [name.splitlines()[0] for name in names if name][:SHOWN_LINES]
        return " ; ".join(shown) + (" ; …" if len(lines) > SHOWN_LINES else "")

    def _describe_orders(self, move):
        """:return: quotes and orders behind an invoice, with who signed them
        :rtype: str"""
        # accountants have no rights on orders, and only name them
        orders_sudo = move.sudo().invoice_line_ids.sale_line_ids.order_id
        texts = []
        for order in orders_sudo:
            signed = f", signé par {order.signed_by}" if order.signed_by else ""
            texts.append(f"{order.name}{signed}")
        return " ; ".join(texts)

    def _describe_statement(self, account, on_date):
        """:return: entries of the account, in order of their days
        :rtype: list[dict]"""
        digits = account.digits
        lines = []
        dues = {claim.item.line_id: claim.item for claim in account.claims}
        items = [*dues.values(), *account.later, *account.credits]
        for item in items:
            amount = item.amount
            lines.append(
                {
                    "date": to_day(item.day),
                    "document": item.number or "",
                    "due_on": to_day(item.due_on) if amount > 0 else "",
                    "debit": to_text(amount, digits) if amount > 0 else "",
                    "credit": to_text(-amount, digits) if amount < 0 else "",
                }
            )
        lines += self._describe_settlements(items, on_date, digits)
        return sorted(lines, key=lambda line: line["date"])

    def _describe_settlements(self, items, on_date, digits):
        """:return: what was set off against these items so far
        :rtype: list[dict]"""
        own = {item.line_id for item in items}
        records = self.env["account.move.line"].browse(own)
        lines = []
        for partial in records.matched_credit_ids | records.matched_debit_ids:
            if partial.max_date > on_date:
                continue
            sides = partial.debit_move_id, partial.credit_move_id
            debit, credit = (side.id in own for side in sides)
            if debit and credit:
                continue  # both documents stand in the account themselves
            side = "debit" if debit else "credit"
            amount = partial[f"{side}_amount_currency"]
            lines.append(
                {
                    "date": to_day(partial.max_date),
                    "document": sides[1 if debit else 0].move_name or "",
                    "due_on": "",
                    "debit": "" if debit else f"{amount:.{digits}f}",
                    "credit": f"{amount:.{digits}f}" if debit else "",
                }
            )
        return lines

    # === WHAT WAS DONE, AND SAID === #

    @api.model
    def _describe_notices(self, moves):
        """:return: formal notices of these invoices
        :rtype: list[dict]"""
        notices = self.env["tpe.formal.notice"].search(
            [("move_id", "in", moves.ids), ("is_withdrawn", "=", False)]
        )
        return [
            {
                "invoice": notice.move_id.name,
                "received_on": to_day(notice.received_on),
                "proof": notice._get_proof(),
            }
            for notice in notices
        ]

    @api.model
    def _describe_words(self, moves):
        """:return: what the debtor said of these invoices: promises, disputes, plans
        :rtype: list[dict]"""
        kinds = {
            "dispute": "Contestation",
            "promise": "Promesse de payer",
            "claimed_paid": "Se dit payé",
            "plan": "Échéancier convenu (reconnaissance de dette)",
        }
        return [
            {
                "invoice": pause.move_id.name,
                "kind": kinds[pause.kind],
                "date": to_day(pause.started_on),
                "text": pause.reason or "",
            }
            for pause in moves.tpe_pause_ids
            if pause.kind in kinds
        ]

    @api.model
    def _describe_insolvency(self, partner, on_date):
        """:return: the proceedings that are open, or False
        :rtype: dict | bool"""
        opened_on = partner.tpe_insolvency_on
        if not opened_on or opened_on > on_date:
            return False
        return {
            "opened_on": to_day(opened_on),
            "published_on": to_day(partner.tpe_insolvency_published_on),
            "deadline_on": to_day(partner.tpe_claim_deadline_on),
            "declared_on": to_day(partner.tpe_claim_declared_on),
        }
