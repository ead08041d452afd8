# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import json

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..language import in_user_language
from ..tools.findings import NUMBER
from .finding_messages import MESSAGES

REFUSED = "number_refused"
SEALED_AT_ONCE = 100


class AccountMove(models.Model):
    """From draft to sealed original: check, post, render, prove and seal at once."""

    _inherit = "account.move"

    tpe_archive_entry_id = fields.Many2one(
        "tpe.archive.entry",
        string="Archive entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Where the sealed original of this document stands in the archive.",
    )

    # === PUBLIC API === #

    @in_user_language
    def tpe_issue(self):
        """Issue invoices and credit notes: check, post, render, prove and seal them.

        All of them or none. Repeated, it gives the same answer and does nothing.

        :return: for each document ``id``, ``name``, ``sha256`` of the sealed PDF and
            ``archive_number``
        :rtype: list[dict]
        :raises UserError: naming what is blocking, for every document at once
        """
        self._tpe_check_accountant()
        self.check_access("write")
        # two clients at once: the second one waits for the first, which the ORM's own
        # lock does not, then starts again and finds the work done
        ids = tuple(sorted(self.ids)) or (0,)
        query = "SELECT id FROM account_move WHERE id IN %s ORDER BY id FOR UPDATE"
        self.env.execute_query(SQL(query, ids))
        self.invalidate_recordset(["state", "tpe_archive_entry_id"])
        drafts = self.filtered(lambda move: move.state == "draft")
        strangers = self - self._tpe_in_corridor()
        if strangers or any(
            move.state != "draft" and not move._tpe_is_sealed() for move in self
        ):
            self._tpe_refuse_issue()
        if drafts:
            drafts._post(soft=False)
        return [move._tpe_get_issue_answer() for move in self]

    @in_user_language
    def tpe_document(self):
        """Return the sealed originals, byte for byte; noted in the archive's journal.

        :return: for each document ``id``, ``filename``, ``mimetype``, ``sha256`` and
            ``content`` (base64)
        :rtype: list[dict]
        :raises UserError: when a document is not issued, or its file was damaged
        """
        self.check_access("read")
        answers = []
        for move in self:
            if not move._tpe_is_sealed():
                raise UserError(
                    self.env._(
                        "%s has no original yet: issue it first.",
                        move.display_name,
                    )
                )
            # the archive has no door of its own for sellers; the invoice is theirs
            entry_sudo = move.tpe_archive_entry_id.sudo()
            content = entry_sudo._read_document()
            answers.append(
                {
                    "id": move.id,
                    "filename": entry_sudo.attachment_id.name,
                    "mimetype": "application/pdf",
                    "sha256": entry_sudo.sha256,
                    "content": base64.b64encode(content).decode(),
                }
            )
        self._tpe_note_access("api")
        return answers

    # === CHECK === #

    def _get_move_display_name(self, show_ref=False):
        # EXTENDS account: a draft that was cancelled has neither number nor words
        name = super()._get_move_display_name(show_ref)
        return name or self.env._("Cancelled document")

    def _tpe_check_accountant(self):
        """:raises AccessError: when the user does not work in the accounts"""
        if not (
            self.env.su or self.env.user.has_group("account.group_account_invoice")
        ):
            raise AccessError(
                self.env._(
                    "Only accountants issue, send and credit invoices. Ask one, or ask "
                    "an administrator for the right."
                )
            )

    def _tpe_refuse_issue(self):
        """:raises UserError: naming the first document that cannot be issued at all"""
        for move in self:
            if move.move_type not in ("out_invoice", "out_refund"):
                reason = self.env._(
                    "only invoices and credit notes to customers are issued."
                )
            elif move.tpe_is_imported:
                reason = self.env._("it was issued by your former software.")
            elif not move.company_id._tpe_in_scope():
                reason = self.env._("its company is not French.")
            elif move.state == "cancel":
                reason = self.env._("it is cancelled: set it back to draft first.")
            elif move.state == "posted" and not move._tpe_is_sealed():
                reason = self.env._("it was posted before TPE Invoicing was installed.")
            else:
                continue
            raise UserError(
                self.env._(
                    "%(name)s cannot be issued: %(reason)s",
                    name=move.display_name,
                    reason=reason,
                )
            )

    def _tpe_refuse_blocking(self):
        """:raises UserError: listing every blocking finding of these drafts"""
        texts = []
        for move in self:
            messages = [
                finding["message"]
                for finding in move._tpe_get_findings()
                if finding["severity"] == "blocking"
            ]
            if messages:
                texts.append(
                    "\n- ".join([self._tpe_get_refusal(move), *dict.fromkeys(messages)])
                )
        if texts:
            raise UserError("\n\n".join(texts))

    def _tpe_get_refusal(self, move):
        """:return: the heading of the reasons why a draft cannot be issued
        :rtype: str"""
        customer = move.partner_id.display_name
        if move.move_type == "out_refund":
            return (
                self.env._("The credit note to %s cannot be issued yet:", customer)
                if customer
                else self.env._("This credit note cannot be issued yet:")
            )
        return (
            self.env._("The invoice to %s cannot be issued yet:", customer)
            if customer
            else self.env._("This invoice cannot be issued yet:")
        )

    # === POST, RENDER, SEAL === #

    def _post(self, soft=True):
        # EXTENDS account: one transaction for check, post, render, prove and seal;
        # when one of them fails the invoice stays a draft
        corridor = self.filtered(lambda move: move.state == "draft")._tpe_in_corridor()
        corridor._tpe_refuse_blocking()
        # posting asks for them while what it has worked out waits to be written, which
        # would write it before the time, and again at the end
        corridor.fetch(["line_ids", "invoice_line_ids", "journal_line_ids"])
        posted = super()._post(soft)
        issued = posted & corridor
        issued._tpe_book()
        issued._tpe_seal()
        return posted

    def _tpe_book(self):
        """Extension point: what the accounts need beside the entries of these posted
        documents, before they are rendered."""

    def _tpe_seal(self):
        """Render, prove and seal these posted documents."""
        if not self:
            return
        for move in self:
            if not NUMBER.fullmatch(move.name or ""):  # [BR-FR-01]
                refusal = self.env._(MESSAGES[REFUSED])
                raise UserError(refusal % {"number": move.name})
        for place in range(0, len(self), SEALED_AT_ONCE):
            self[place : place + SEALED_AT_ONCE]._tpe_seal_originals()

    def _tpe_seal_originals(self):
        """Render, prove and seal some of these documents: so many that their files
        can be in memory at the same time."""
        originals = self._tpe_render_originals()
        documents = [
            move._tpe_prepare_document(original)
            for move, original in zip(self, originals, strict=True)
        ]
        # nobody writes to the archive by himself, accountants included
        entries_sudo = self.env["tpe.archive.entry"].sudo()._seal_documents(documents)
        texts = [original["mention_texts"] for original in originals]
        self._tpe_link_entries(entries_sudo, texts)

    def _tpe_prepare_document(self, original):
        """Describe an original to the archive.

        :param dict original: one of :meth:`_tpe_render_originals`
        :return: see ``tpe.archive.entry._seal_documents``
        :rtype: dict
        """
        currency = self.currency_id
        buyer = self.commercial_partner_id
        return {
            "kind": "credit_note" if self.move_type == "out_refund" else "invoice",
            "company_id": self.company_id.id,
            "move_id": self.id,
            "name": self.name,
            "date": self.invoice_date,
            "partner_id": buyer.id,
            "partner_name": buyer.name or self.partner_id.name or "",
            "currency": currency.name,
            "amount_untaxed": currency._tpe_format(self.amount_untaxed),
            "amount_tax": currency._tpe_format(self.amount_tax),
            "amount_total": currency._tpe_format(self.amount_total),
            "filename": original["filename"],
            "pdf": original["pdf"],
            "xml": original["xml"],
            "meta": {
                "template": original["template"],
                "taxes": original["taxes"],
                "mentions": original["mentions"],
                "due_date": fields.Date.to_string(self.invoice_date_due) or "",
            },
        }

    def _tpe_link_entries(self, entries, mention_texts):
        """Note on each document where its original stands, and what it says.

        :param tpe.archive.entry entries: one for each document, in order
        :param list mention_texts: their mentions, in the same order
        """
        # one statement for the batch: write() would go through the synchronisation of
        # entry lines once for each document
        self.env.execute_query(
            SQL(
                """
                UPDATE account_move AS move
                   SET tpe_archive_entry_id = sealed.entry_id,
                       tpe_sealed_mentions = sealed.mentions::jsonb,
                       tpe_late_rate = sealed.late_rate
                  FROM unnest(%s::int[], %s::int[], %s::text[], %s::float[])
                       AS sealed(move_id, entry_id, mentions, late_rate)
                 WHERE move.id = sealed.move_id
                RETURNING move.id
                """,
                self.ids,
                entries.ids,
                [json.dumps(texts, ensure_ascii=False) for texts in mention_texts],
                [move.company_id.tpe_late_rate for move in self],
            )
        )
        self.invalidate_recordset(
            [
                "tpe_archive_entry_id",
                "tpe_sealed_mentions",
                "tpe_late_rate",
                "invoice_pdf_report_id",
                "invoice_pdf_report_file",
            ]
        )

    def _tpe_get_issue_answer(self):
        """:return: what :meth:`tpe_issue` says of one document
        :rtype: dict"""
        entry_sudo = self.tpe_archive_entry_id.sudo()  # archive number and hash only
        return {
            "id": self.id,
            "name": self.name,
            "sha256": entry_sudo.sha256,
            "archive_number": entry_sudo.number,
        }
