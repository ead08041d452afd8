# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.exceptions import UserError

from ..language import in_user_language


class AccountMove(models.Model):
    """The certificate of integrity of an invoice, for whoever may read the invoice."""

    _inherit = "account.move"

    @in_user_language
    def tpe_certificate(self):
        """Certify that the originals of invoices are kept as they were sealed.

        :return: for each document ``id``, ``filename``, ``mimetype``, ``sha256`` (of
            the certificate) and ``content`` (base64)
        :rtype: list[dict]
        :raises UserError: when a document is not issued, or its file was damaged
        """
        self._tpe_check_insider()
        answers = []
        for move in self:
            if not move._tpe_is_sealed():
                raise UserError(
                    self.env._(
                        "%s has no original yet: issue it first.", move.display_name
                    )
                )
            # the archive has no door of its own for sellers; the invoice is theirs
            entry_sudo = move.tpe_archive_entry_id.sudo()
            answers += [
                {**answer, "id": move.id} for answer in entry_sudo.tpe_certificate()
            ]
        return answers

    def get_extra_print_items(self):
        # EXTENDS account: in the menu of the printer, beside the marked copy
        items = super().get_extra_print_items()
        if sealed := self._tpe_filter_sealed():
            ids = ",".join(map(str, sealed.ids))
            items.append(
                {
                    "key": "tpe_certificate",
                    "description": self.env._("Certificate of integrity"),
                    "type": "ir.actions.act_url",
                    "url": f"/tpe/certificates/move?ids={ids}",
                    "target": "download",
                }
            )
        return items
