# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError

# Odoo's own; what stands in them is written and synced here
OWN_STORES = ("file", "db")
BASE = "odoo.addons.base.models.ir_attachment"

_logger = logging.getLogger(__name__)


def is_elsewhere(store_fname):
    """Tell whether a file stands in the store of another addon, not on Odoo's disk.

    :param str store_fname: its name in the store, such as ``ab/abcd`` or ``s3://abcd``
    :rtype: bool
    """
    return "://" in store_fname


class IrAttachment(models.Model):
    """Originals in the store of another addon: they are read back before they count."""

    _inherit = "ir.attachment"

    @api.model
    def _tpe_get_storage(self):
        """:return: the store that takes the originals of invoices
        :rtype: str"""
        if type(self)._storage.__module__ == BASE:
            return self._storage()
        # some addons choose by model and field, which they look for in the context
        return self.with_context(
            attachment_res_model="account.move",
            attachment_res_field="invoice_pdf_report_file",
        )._storage()

    @api.model
    def _tpe_is_own_store(self):
        """:return: whether originals stand on Odoo's disk or in its database
        :rtype: bool"""
        return self._tpe_get_storage() in OWN_STORES

    @api.model
    def _tpe_refuse_lock(self):
        """:raises UserError: when originals stand where we encrypt nothing"""
        if not self._tpe_is_own_store():
            raise UserError(
                self.env._(
                    "Your documents stand in the store “%s”, which has to encrypt them "
                    "itself. Only what stands on the server's disk or in the database "
                    "is encrypted here.",
                    self._tpe_get_storage(),
                )
            )

    @api.model
    def _tpe_store_elsewhere(self, values_list, storage):
        """Give files of the archive to the store of another addon, in its own way, and
        read each of them back.

        :param list[dict] values_list: see ``_tpe_store_originals``
        :param str storage: name of the store
        :return: ids of the attachments
        :rtype: list[int]
        :raises UserError: when the store does not take them or gives back others
        """
        for values in values_list:
            del values["id"]
            values["mimetype"] = "application/pdf"
        try:
            files = self.sudo().create(values_list)  # accountants own no attachment
            self.flush_model()
            files.invalidate_recordset(["raw", "datas"])
            files._tpe_sync()
            is_whole = all(
                file._tpe_read_whole() == values["raw"]
                for file, values in zip(files, values_list, strict=True)
            )
        except (UserError, psycopg2.Error):
            raise
        except Exception as error:  # of whatever protocol the store speaks
            _logger.exception("the store %s does not take originals", storage)
            raise UserError(self._tpe_get_store_message(storage)) from error
        if not is_whole:
            raise UserError(self._tpe_get_store_message(storage))
        return files.ids

    @api.model
    def _tpe_get_store_message(self, storage):
        """:param str storage: name of a store
        :return: what its failure means for the user
        :rtype: str"""
        return self.env._(
            "The store of your documents, “%s”, cannot be reached or does not give "
            "back what it was given, so nothing was issued or sealed and nothing has "
            "changed. Try again; if it stays so, tell whoever keeps the server.",
            storage,
        )
