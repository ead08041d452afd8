# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from ..report.recovery_page import money, page, pairs, table, write_party
from .money import to_text

GROUNDS_FR = {
    "liquidation": "Jugement de liquidation judiciaire",
    "certificate": "Certificat d'irrécouvrabilité",
    "vanished": "Débiteur disparu sans adresse, recherches vaines",
    "given_up": "Abandon sans preuve",
}


class AccountMove(models.Model):
    """The sheet that justifies a loss to the accountant and to the tax office."""

    _inherit = "account.move"

    def _tpe_attach_loss_sheet(self, invoice, options, loss, back):
        """File with this entry what a tax inspector asks for.

        :param account.move invoice: the invoice that is lost
        :param dict options: ``ground``, ``proof``, ``date``, ``recovers_vat``
        :param Decimal loss: what is lost
        :param dict back: VAT that is taken back, by account
        """
        self.ensure_one()
        content = self._tpe_write_loss_sheet(invoice, options, (loss, back))
        self.env["ir.attachment"].create(
            {
                "name": f"creance-irrecouvrable-{invoice.name.replace('/', '-')}.html",
                "res_model": self._name,
                "res_id": self.id,
                "mimetype": "text/html",
                "raw": content,
            }
        )

    def _tpe_write_loss_sheet(self, invoice, options, sums):
        """:return: the sheet, HTML
        :rtype: bytes"""
        company, (loss, back) = invoice.company_id, sums
        recovery = self.env["tpe.recovery"]
        currency = company.currency_id
        digits = currency.decimal_places

        def write(amount):
            return money(to_text(amount, digits), currency.name)

        rows = [
            (line.account_id.code, line.account_id.name, self._tpe_write_side(line, 0))
            + (self._tpe_write_side(line, 1),)
            for line in self.line_ids
        ]
        # the law is the same for every user
        rule_sudo = self.env.ref("tpe_invoicing.tpe_mention_unpaid_dup").sudo()
        body = [
            "<h2>Client</h2>",
            write_party(
                recovery._describe_debtor(invoice.commercial_partner_id, company)
            ),
            "<h2>Facture</h2>",
            pairs(
                (
                    ("Numéro", invoice.name),
                    ("Date", f"{invoice.invoice_date:%d/%m/%Y}"),
                    ("Échéance", f"{invoice.invoice_date_due:%d/%m/%Y}"),
                    ("Perte", write(loss)),
                    ("TVA reprise", write(sum(back.values()))),
                    ("Motif", GROUNDS_FR[options["ground"]]),
                    ("Preuve", options["proof"]),
                    ("Duplicata de la facture impayée", invoice._tpe_name_duplicate()),
                    ("Texte", rule_sudo.article),
                    ("Décidé par", self.env.user.name),
                )
            ),
            table("Écriture", ("Compte", "Libellé", "#Débit", "#Crédit"), rows),
        ]
        return page(f"Créance irrécouvrable : {invoice.name}", "\n".join(body))

    def _tpe_name_duplicate(self):
        """:return: where the duplicate of this unpaid invoice is kept
        :rtype: str"""
        entry_sudo = self.tpe_unpaid_entry_id.sudo()  # only named
        if not entry_sudo:
            return "aucun"
        return f"archive n° {entry_sudo.number}, SHA-256 {entry_sudo.sha256}"

    def _tpe_write_side(self, line, side):
        """:param account.move.line line: of the entry
        :param int side: 0 for debit, 1 for credit
        :return: the amount on that side, or nothing
        :rtype: str"""
        amount = line.credit if side else line.debit
        currency = line.company_currency_id
        text = f"{amount:.{currency.decimal_places}f}"
        return money(text, currency.name) if amount else ""
