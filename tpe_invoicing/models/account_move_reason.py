# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..language import in_user_language
from .condition_words import describe


class AccountMove(models.Model):
    """Which mentions an invoice bears, and why: before and after it is sealed."""

    _inherit = "account.move"

    tpe_sealed_mentions = fields.Json(
        string="Mentions of the original",
        copy=False,
        readonly=True,
        prefetch=False,
        help="The words of the sealed document, as they were printed.",
    )

    @api.readonly
    @in_user_language
    def tpe_mentions(self):
        """Say which mentions invoices bear, and why.

        Those of a sealed document are the ones that were printed, whatever the law or
        the company says now.

        :return: for each invoice ``id``, ``is_sealed``, ``problem`` (why there is no
            list yet, or False) and ``mentions``: dicts ``code``, ``name``, ``text``,
            ``article``, ``reason``, ``place``
        :rtype: list[dict]
        """
        self.check_access("read")
        return [move._tpe_explain_mentions() for move in self]

    def _tpe_explain_mentions(self):
        """:return: see :meth:`tpe_mentions`
        :rtype: dict"""
        is_sealed, problem, rows = self._tpe_is_sealed(), False, []
        if is_sealed:
            rows = self._tpe_get_sealed_mentions()
        elif self._tpe_in_corridor():
            try:
                rows = self._tpe_get_mentions()
            except UserError as error:
                problem = str(error)
        names = self.env["tpe.mention"]._get_names(self.company_id.id)
        mentions = [
            {
                "code": row["code"],
                "name": names.get(row["code"], row["code"]),
                "text": row["text"] or names.get(row["code"], row["code"]),
                "article": row["article"] or "",
                "reason": describe(self.env, row["condition"]),
                "place": row["place"],
            }
            for row in rows
        ]
        return {
            "id": self.id,
            "is_sealed": is_sealed,
            "problem": problem,
            "mentions": mentions,
        }

    def _tpe_get_sealed_mentions(self):
        """Return what the sealed document says, when the seal agrees.

        The archive names the mentions in its chain; their words stand beside. Words
        that are not those of the chain are not shown.

        :return: see :meth:`_tpe_get_mentions`
        :rtype: list[dict]
        """
        # what the invoice says is for whoever reads the invoice
        meta_sudo = json.loads(self.tpe_archive_entry_id.sudo().meta)
        sealed = {row["code"]: row for row in self.tpe_sealed_mentions or ()}
        unknown = {"text": "", "article": "", "condition": "", "place": ""}
        return [
            sealed.get(code) or unknown | {"code": code}
            for code in meta_sudo.get("mentions", ())
        ]
