# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_amount, format_date

from ..language import in_user_language
from ..tools import copies, mentions, page

PDF = "application/pdf"
NO_PAGE = ("none", "destroyed")


class AccountMove(models.Model):
    """What comes out of a printer: originals, marked pages, and why there is none."""

    _inherit = "account.move"

    # === PUBLIC API === #

    @in_user_language
    def tpe_duplicate(self):
        """Make a marked copy of sealed originals: “Duplicata” on every page.

        It is another document: without the XML, under a name of its own, never kept,
        and noted in the archive's journal. For a customer who lost his original, send
        the original again instead.

        :return: for each document ``id``, ``filename``, ``mimetype``, ``sha256`` and
            ``content`` (base64)
        :rtype: list[dict]
        :raises UserError: when a document is not issued
        """
        self._tpe_check_insider()
        return [copies.describe(move.id, *move._tpe_make_duplicate()) for move in self]

    @api.readonly
    @in_user_language
    def tpe_describe_prints(self):
        """Say what printing these documents gives, before it is done.

        :return: ``originals`` (how many have their sealed original) and ``others``:
            dicts ``name`` and ``reason`` of those that have none
        :rtype: dict
        """
        self._tpe_check_insider()
        found = [(move, move._tpe_get_print_kind()) for move in self]
        return {
            "originals": sum(kind == "original" for _move, kind in found),
            "others": [
                {
                    "name": move.display_name or "",
                    "reason": self._tpe_explain_print(kind),
                }
                for move, kind in found
                if kind != "original"
            ],
        }

    def _tpe_check_insider(self):
        """:raises AccessError: when the user is a customer, or may not read these"""
        if not (self.env.su or self.env.user._is_internal()):
            raise AccessError(self.env._("Ask the seller for it."))
        self.check_access("read")

    # === WHAT THERE IS TO PRINT === #

    def _tpe_is_ours_to_print(self):
        """Tell whether no other engine may draw this document.

        :rtype: bool
        """
        self.ensure_one()
        is_sale = self.move_type in ("out_invoice", "out_refund")
        return self._tpe_is_sealed() or (is_sale and self.company_id._tpe_in_scope())

    def _tpe_get_print_kind(self):
        """Say what this document is on paper.

        :return: ``original``, or ``destroyed`` when it was purged; a marked page:
            ``draft``, ``cancelled`` or ``rebuilt`` (issued elsewhere, and its file is
            not here); ``received`` (the file of the supplier); ``odoo`` (Odoo's own
            page); or ``none``
        :rtype: str
        """
        self.ensure_one()
        if self._tpe_is_ours_to_print():
            if self._tpe_is_destroyed():
                return "destroyed"
            if self._tpe_has_original():
                return "original"
            return {"posted": "rebuilt", "cancel": "cancelled"}.get(self.state, "draft")
        if self.is_purchase_document(include_receipts=True) and self._tpe_get_bill():
            return "received"
        has_engine = self.env["ir.actions.report"].get_wkhtmltopdf_state() != "install"
        return "odoo" if has_engine and self.move_type != "entry" else "none"

    def _tpe_has_original(self):
        """:return: whether the very file that the customer got is here: sealed, or
            made by Odoo before this addon came
        :rtype: bool"""
        is_older = self.state == "posted" and self.invoice_pdf_report_id
        return self._tpe_is_sealed() or bool(is_older)

    def _tpe_get_bill(self):
        """:return: PDF that a supplier sent
        :rtype: ir.attachment"""
        main = self.message_main_attachment_id
        return main if main.mimetype == PDF else main.browse()

    def _tpe_explain_print(self, kind):
        """:param str kind: see :meth:`_tpe_get_print_kind`
        :return: what a person has to know of it
        :rtype: str"""
        return {
            "original": self.env._("Original"),
            "draft": self.env._("Draft: it has no original before it is issued."),
            "cancelled": self.env._("Cancelled: it was never issued."),
            "rebuilt": self.env._(
                "Issued elsewhere: its original was not brought in. The page says that "
                "it is a copy."
            ),
            "destroyed": self.env._(
                "Its original was destroyed at the end of its retention."
            ),
            "received": self.env._("The document that the supplier sent."),
            "odoo": self.env._("Printed by Odoo, without a sealed original."),
            "none": self.env._(
                "There is no document of it to print: neither a sealed original nor a "
                "file that was received."
            ),
        }[kind]

    def _tpe_print(self, is_proforma=False):
        """Give the one document that stands for this invoice on paper.

        :param bool is_proforma: whether a draft is asked for as a pro forma
        :return: PDF
        :rtype: bytes
        """
        if original := self._tpe_get_original():
            return original[1]
        kind = self._tpe_get_print_kind()
        return self._tpe_render_draft(
            "pro_forma" if is_proforma and kind == "draft" else kind
        )

    # === DUPLICATE === #

    def _tpe_make_duplicate(self):
        """:return: name and content of the marked copy
        :rtype: tuple[str, bytes]"""
        if not self._tpe_is_sealed():
            raise UserError(
                self.env._("%s has no original yet: issue it first.", self.display_name)
            )
        name, content = self._tpe_get_original()
        lang = self._tpe_get_document_lang()
        word = copies.WORDS[lang]
        day = mentions.format_date(fields.Date.context_today(self), lang)
        line = {
            "fr": f"Duplicata établi le {day} : seul l’original fait foi",
            "en": f"Duplicate made on {day}: only the original is valid",
        }[lang]
        stamp = self._tpe_set_sheet("stamp", {"word": word, "line": line, "lang": lang})
        copy = copies.mark(content, stamp)
        entry_sudo = self.tpe_archive_entry_id.sudo()  # its number only
        self.env["tpe.archive.access"]._note(
            self.company_id.id,
            "duplicate",
            first_number=entry_sudo.number,
            last_number=entry_sudo.number,
            sha256=hashlib.sha256(copy).hexdigest(),
        )
        return f"{name.removesuffix('.pdf')}-{word.lower()}.pdf", copy

    def _tpe_set_sheet(self, design, view):
        """:param str design: a sheet of ``designs/sheets``
        :param dict view: what it shows
        :return: PDF
        :rtype: bytes"""
        self._tpe_prepare_pages()
        return page.render(f"sheets/{design}", view, self._tpe_get_render_time())

    # === SEVERAL AT ONCE === #

    def _tpe_bind(self, content):
        """Put a sheet before documents in one file, which is none of them.

        :param bytes content: PDF of those that could be printed
        :return: PDF
        :rtype: bytes
        """
        found = [(move, move._tpe_get_print_kind()) for move in self]
        view = {
            "lang": (self.env.lang or "fr_FR")[:2],
            "title": self.env._("Print collection"),
            "intro": self.env._(
                "These documents were put together for printing. The file of each one, "
                "as it was sealed, is the original; this file is none."
            ),
            "heads": [
                self.env._("Number"),
                self.env._("Date"),
                self.env._("Customer"),
                self.env._("Total"),
                self.env._("What it is"),
            ],
            "rows": [
                move._tpe_get_cover_row(kind)
                for move, kind in found
                if kind not in NO_PAGE
            ],
            "missing_title": self.env._("Left out"),
            "reason_head": self.env._("Why"),
            "missing": [
                [move.display_name or "", self._tpe_explain_print(kind)]
                for move, kind in found
                if kind in NO_PAGE
            ],
        }
        return copies.bind(self._tpe_set_sheet("collection", view), content)

    def _tpe_get_cover_row(self, kind):
        """:return: texts of this document on the cover sheet
        :rtype: list[str]"""
        date = self.invoice_date or self.date
        return [
            self.name or self.env._("(no number yet)"),
            format_date(self.env, date) if date else "",
            self.partner_id.display_name or "",
            format_amount(self.env, self.amount_total, self.currency_id),
            self._tpe_explain_print(kind),
        ]

    def _tpe_zip_originals(self):
        """Put the originals of these documents into one file, byte for byte.

        :return: a zip; a text in it names the documents that have no original, and why
        :rtype: bytes
        """
        self._tpe_check_insider()
        files, missing = [], []
        self._tpe_note_access("documents")
        for move in self:
            kind = move._tpe_get_print_kind()
            if kind == "original":
                files.append(move._tpe_get_original())
            elif kind == "received":
                bill = move._tpe_get_bill()
                files.append((bill.name, bill.raw))
            else:
                reason = self._tpe_explain_print(kind)
                missing.append(f"{move.display_name}: {reason}")
        if missing:
            name = self.env._("Left out.txt")
            files.append((name, "\r\n".join(missing).encode("utf-8-sig")))
        return copies.pack([(name.replace("/", "_"), raw) for name, raw in files])

    def get_extra_print_items(self):
        # EXTENDS account: the marked copy, in the menu of the printer
        items = super().get_extra_print_items()
        if sealed := self._tpe_filter_sealed():
            ids = ",".join(map(str, sealed.ids))
            items.append(
                {
                    "key": "tpe_duplicate",
                    "description": self.env._("Duplicate (marked copy)"),
                    "type": "ir.actions.act_url",
                    "url": f"/tpe/duplicates?ids={ids}",
                    "target": "download",
                }
            )
        return items
