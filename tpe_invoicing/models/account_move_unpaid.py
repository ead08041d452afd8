# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import json
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError

from ..language import in_user_language
from ..tools import copies
from ..tools import mentions as engine
from ..tools.amounts import exact, rounded

RULE = "UNPAID_DUP"


class AccountMove(models.Model):
    """The duplicate that gives the VAT of a bad debt back to the seller (CGI 272, 1).

    It is the original with the words of the law on each page, sealed in the archive
    as a letter: the seller has to show that the customer was told.
    """

    _inherit = "account.move"

    tpe_unpaid_entry_id = fields.Many2one(
        "tpe.archive.entry",
        string="Duplicate of the unpaid invoice",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    # === PUBLIC API === #

    @in_user_language
    def tpe_duplicate_unpaid(self):
        """Make the duplicate that says what stayed unpaid of sealed invoices.

        Asked again while the same sum is unpaid, it gives the same document.

        :return: for each invoice ``id``, ``filename``, ``mimetype``, ``sha256``,
            ``content`` (base64), ``archive_number``, ``unpaid_net`` and ``unpaid_vat``
            (in euros)
        :rtype: list[dict]
        :raises UserError: when nothing is unpaid, or no VAT was charged
        """
        self._tpe_check_accountant()
        self.check_access("read")
        return [move._tpe_get_unpaid_answer() for move in self]

    def action_tpe_duplicate_unpaid(self):
        """Make the duplicate of this unpaid invoice, and show it.

        :return: the file
        :rtype: dict
        """
        self.ensure_one()
        self.tpe_duplicate_unpaid()
        attachment_sudo = self.tpe_unpaid_entry_id.sudo().attachment_id  # its id
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment_sudo.id}",
            "target": "new",
        }

    def _tpe_get_unpaid_answer(self):
        """:return: see :meth:`tpe_duplicate_unpaid`
        :rtype: dict"""
        net, vat = self._tpe_get_unpaid()
        write = self.company_currency_id._tpe_format
        amounts = {"unpaid_net": write(float(net)), "unpaid_vat": write(float(vat))}
        entry_sudo = self.tpe_unpaid_entry_id.sudo()  # the archive is nobody's to write
        known = json.loads(entry_sudo.meta) if entry_sudo else {}
        if any(known.get(name) != amount for name, amount in amounts.items()):
            document = self._tpe_prepare_unpaid_document(net, vat, amounts)
            entry_sudo = entry_sudo._seal_documents([document])
            self.sudo().tpe_unpaid_entry_id = entry_sudo
        return {
            "id": self.id,
            "filename": entry_sudo.filename,
            "mimetype": "application/pdf",
            "sha256": entry_sudo.sha256,
            "content": base64.b64encode(entry_sudo._read_document()).decode(),
            "archive_number": entry_sudo.number,
            **amounts,
        }

    def _tpe_get_unpaid(self):
        """Return what is unpaid, as the entry has it.

        :return: price and VAT in the currency of the accounts, rates in proportion
        :rtype: tuple[Decimal, Decimal]
        """
        if self.move_type != "out_invoice" or not self._tpe_is_sealed():
            raise UserError(
                self.env._("%s is no issued invoice.", self.display_name or "")
            )
        total = abs(exact(self.amount_total_signed))
        vat = abs(exact(self.amount_tax_signed))
        residual = exact(self.amount_residual_signed)
        if residual <= 0:
            raise UserError(self.env._("Nothing of %s is unpaid.", self.name))
        if not vat:
            raise UserError(
                self.env._("%s bears no VAT: there is none to recover.", self.name)
            )
        digits = self.company_currency_id.decimal_places
        unpaid_vat = rounded(residual * vat / total, digits)
        return residual - unpaid_vat, unpaid_vat

    def _tpe_prepare_unpaid_document(self, net, vat, amounts):
        """:param Decimal net: unpaid price
        :param Decimal vat: unpaid VAT
        :param dict amounts: both, as they are kept
        :return: see ``tpe.archive.entry._seal_documents``
        :rtype: dict"""
        today = fields.Date.context_today(self)
        name, content = self._tpe_get_original()
        lang = self._tpe_get_document_lang()
        text = self._tpe_get_unpaid_text(net, vat, lang, today)
        stamp = {"word": copies.WORDS[lang], "line": "", "lang": lang, "notice": text}
        pdf = copies.mark(content, self._tpe_set_sheet("stamp", stamp))
        partner = self.commercial_partner_id
        return {
            "kind": "letter",
            "company_id": self.company_id.id,
            "move_id": False,
            "name": self.env._("%s, unpaid: duplicate", self.name),
            "date": today,
            "partner_id": partner.id,
            "partner_name": partner.name or self.partner_id.name or "",
            "currency": self.company_currency_id.name,
            "amount_untaxed": amounts["unpaid_net"],
            "amount_tax": amounts["unpaid_vat"],
            "amount_total": self.company_currency_id._tpe_format(float(net + vat)),
            "filename": f"{name.removesuffix('.pdf')}-{copies.WORDS[lang].lower()}.pdf",
            "pdf": pdf,
            "xml": None,
            "meta": {"unpaid_invoice": self.name, "mention": text, **amounts},
        }

    def _tpe_get_unpaid_text(self, net, vat, lang, day):
        """:param Decimal net: unpaid price
        :param Decimal vat: unpaid VAT
        :param str lang: ``fr`` or ``en``
        :param date day: of the duplicate
        :return: the words of the law on that day
        :rtype: str"""
        rules = self.env["tpe.mention"]._get_rules(self.company_id.id)
        rule = next(rule for rule in rules if rule.code == RULE)
        text = engine.pick_text(rule, day)
        if not text:
            raise UserError(
                self.env._("The words for an unpaid invoice have no text on %s.", day)
            )
        words = text.fr if lang == "fr" else text.en
        values = {
            name: engine.format_number(Decimal(amount), lang, 2)
            for name, amount in (("unpaid_net", net), ("unpaid_vat", vat))
        }
        return engine.fill(words, values)
