# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize_all

from ..language import in_user_language

LAYOUT = "mail.mail_notification_layout_with_responsible_signature"


class AccountMove(models.Model):
    """The sealed original on its way: print, portal, download and mail (R2)."""

    _inherit = "account.move"

    @in_user_language
    def tpe_send(self):
        """Mail the sealed originals to the invoice contacts.

        The mails stand in Odoo's queue, which is told to run at once and tries again
        after an outage.

        :return: for each document ``id``, ``mail_id`` and ``to`` (the address, or
            several with a comma between them)
        :rtype: list[dict]
        :raises UserError: when a document is not issued, or has no address to go to
        """
        self._tpe_check_accountant()
        self.check_access("write")
        for move in self:
            move._tpe_check_mail()
        answers = []
        mails = self._tpe_send_mails()
        for move in self | self:  # named twice, mailed once
            to = ", ".join(email_normalize_all(move._tpe_get_mail_contact().email))
            answers.append({"id": move.id, "mail_id": mails[move].id, "to": to})
        if answers:
            self.env["mail.mail"]._tpe_run_queue()
        return answers

    def _tpe_get_mail_contact(self):
        """Return whom the invoice is mailed to.

        :return: the contact of the invoice, else the customer's invoice address, else
            the customer
        :rtype: res.partner
        """
        self.ensure_one()
        partner = self.partner_id
        if partner.type == "invoice" and partner.email_normalized:
            return partner
        contact = partner.browse(partner.address_get(["invoice"])["invoice"])
        buyer = partner.commercial_partner_id
        for candidate in (contact, partner, buyer):
            if candidate.email_normalized:
                return candidate
        return partner

    def _tpe_check_mail(self):
        """:raises UserError: saying why this document cannot be mailed"""
        if not self._tpe_is_sealed():
            raise UserError(
                self.env._("%s is not issued: issue it first.", self.display_name)
            )
        addresses = email_normalize_all(self._tpe_get_mail_contact().email)
        if not addresses:
            raise UserError(
                self.env._(
                    "Enter an e-mail address for %(partner)s: %(name)s cannot be sent.",
                    partner=self.partner_id.display_name,
                    name=self.name,
                )
            )
        for address in addresses:
            if not address.rpartition("@")[0].isascii():
                # Odoo drops it without a word when the mail leaves
                raise UserError(
                    self.env._(
                        "No mail reaches %(address)s: before the “@” stand plain "
                        "letters, digits and dots, without accents. Correct it.",
                        address=address,
                    )
                )

    def _tpe_send_mails(self):
        """Put a mail with its sealed original into the queue for each of these.

        :return: the mails
        :rtype: dict[account.move, mail.mail]
        """
        mails = {}
        for moves in (self | self).grouped("move_type").values():
            sent_sudo = moves._get_mail_template().send_mail_batch(
                moves.ids,
                email_values={
                    "recipient_ids": [],
                    "email_to": False,
                    "email_cc": False,
                    "attachments": [],  # no report of Odoo's
                    # the mail stays, as the proof of what was sent and when
                    "auto_delete": False,
                },
                email_layout_xmlid=LAYOUT,
            )
            for move, mail_sudo in zip(moves, sent_sudo, strict=True):
                move._tpe_address_mail(mail_sudo)
                mails[move] = mail_sudo
        self.is_move_sent = True
        return mails

    def _tpe_address_mail(self, mail_sudo):
        """Give a mail its recipient, the sealed original and links to the page.

        :param mail.mail mail_sudo: as administrator, whose the queue is
        """
        entry_sudo = self.tpe_archive_entry_id.sudo()  # readers of invoices have none
        original = {
            "name": entry_sudo.attachment_id.name,
            "type": "binary",
            "raw": entry_sudo._read_document(),
            "res_model": "mail.message",
            "res_id": mail_sudo.mail_message_id.id,
        }
        mail_sudo.with_context(default_type=None).write(
            {
                "recipient_ids": [Command.set(self._tpe_get_mail_contact().ids)],
                "attachment_ids": [Command.create(original)],
                "body_html": self._tpe_add_page_links(mail_sudo.body_html or ""),
            }
        )

    @api.depends("is_move_sent")
    def _compute_highlight_send_button(self):
        # EXTENDS account: the PDF is there from the first second on, so core would
        # never point to the button
        super()._compute_highlight_send_button()
        for move in self:
            if move._tpe_is_sealed():
                move.highlight_send_button = not (
                    move.is_being_sent or move.is_move_sent
                )

    # === SERVE THE SAME BYTES EVERYWHERE === #

    def _tpe_get_original(self):
        """Return the original of a document, if it is here.

        :return: name and bytes
        :rtype: tuple[str, bytes] or None
        """
        self.ensure_one()
        if self._tpe_is_sealed():
            # whoever may see the invoice may see its original: customers, sellers
            entry_sudo = self.tpe_archive_entry_id.sudo()
            return entry_sudo.attachment_id.name, entry_sudo._read_document()
        if self._tpe_has_original():
            # what Odoo made and the customer got before this addon came
            older_sudo = self.sudo().invoice_pdf_report_id
            return older_sudo.name, older_sudo.raw
        return None

    def _get_invoice_legal_documents(self, filetype, allow_fallback=False):
        # EXTENDS account: portal, downloads, zip
        if filetype == "pdf" and (original := self._tpe_get_original()):
            name, content = original
            self._tpe_note_access("download")
            return {
                "filename": name,
                "filetype": "application/pdf",
                "content": content,
            }
        return super()._get_invoice_legal_documents(
            filetype, allow_fallback=allow_fallback
        )

    def _get_invoice_legal_documents_all(self, allow_fallback=False):
        # EXTENDS account: one document, so that the portal sends it as it is
        if self._tpe_is_sealed():
            return [self._get_invoice_legal_documents("pdf")]
        return super()._get_invoice_legal_documents_all(allow_fallback=allow_fallback)

    def action_tpe_open_timeline(self):
        """:return: action that shows whether this document arrived, and what followed
        :rtype: dict"""
        self.ensure_one()
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return self.env["tpe.partner.event"]._get_action(domain)
