# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import io

from markupsafe import Markup

from odoo import models

from ..tools.page_images import draw_pages


class IrActionsReport(models.Model):
    """Each print of an invoice: its sealed original, or a page that says it is none."""

    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        # EXTENDS base: print button, /report/pdf, mail templates and portal meet here
        ours = self._tpe_get_printed_moves(report_ref, res_ids)
        others = [res_id for res_id in res_ids or () if res_id not in ours._ids]
        streams = {}
        if others or not ours:
            streams = super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=others if ours else res_ids
            )
        for move in ours:
            original = move._tpe_get_original()
            content = original[1] if original else move._tpe_render_draft()
            streams[move.id] = {"stream": io.BytesIO(content), "attachment": None}
        if not ours:
            return streams
        return {res_id: streams[res_id] for res_id in res_ids if res_id in streams}

    def _render_qweb_html(self, report_ref, docids, data=None):
        # EXTENDS base: the portal shows an invoice in HTML; a second rendering of a
        # sealed document could differ from it, so its own pages are shown instead
        if docids and len(docids) == 1:
            move = self._tpe_get_printed_moves(report_ref, docids)
            if move and (original := move._tpe_get_original()):
                return self._tpe_show_pages(move, original[1]).encode(), "html"
        return super()._render_qweb_html(report_ref, docids, data=data)

    def _tpe_show_pages(self, move, content):
        """Show the pages of an original as pictures.

        :param account.move move: the document
        :param bytes content: its PDF
        :return: a whole page of HTML, in the frame that the portal expects
        :rtype: Markup
        """
        pictures = [
            Markup(
                '<img src="data:image/png;base64,%s" alt="%s"'
                ' style="width:100%%;display:block;margin-bottom:8px"/>'
            )
            % (base64.b64encode(png).decode(), text)
            for png, text in draw_pages(content)
        ]
        return Markup(
            '<!DOCTYPE html><html><head><meta charset="utf-8"/><title>%s</title></head>'
            '<body style="margin:0"><div id="wrapwrap">%s</div></body></html>'
        ) % (move.name, Markup("").join(pictures))

    def _tpe_get_printed_moves(self, report_ref, res_ids):
        """Return the invoices of a print that this addon renders.

        :param report_ref: the report
        :param list res_ids: ids of the records to print
        :rtype: account.move
        """
        moves = self.env["account.move"].browse(res_ids or ())
        if not moves or not self._is_invoice_report(report_ref):
            return moves.browse()
        return moves.filtered("tpe_archive_entry_id") | moves._tpe_in_corridor()
