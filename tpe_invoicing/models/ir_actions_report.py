# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import io

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.page_images import draw_pages

PRO_FORMA = "sale.report_saleorder_pro_forma"
ORDERS = ("sale.report_saleorder", "sale.report_saleorder_raw", PRO_FORMA)


class IrActionsReport(models.Model):
    """Each print of an invoice: its original, or a page that says it is none."""

    _inherit = "ir.actions.report"

    # === PUBLIC API === #

    @api.model
    @api.readonly
    def tpe_get_invoice_reports(self):
        """Name the reports of which this addon makes the pages.

        :return: technical names
        :rtype: list[str]
        """
        # whoever prints may know what is printed how
        reports_sudo = self.sudo().search([("model", "=", "account.move")])
        names = {"account.report_invoice"}
        names.update(reports_sudo.filtered("is_invoice_report").mapped("report_name"))
        return sorted(names)

    # === PDF === #

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        # EXTENDS base: print button, /report/pdf, mail templates and portal meet here
        if orders := self._tpe_get_printed_orders(report_ref, res_ids):
            others = [res_id for res_id in res_ids if res_id not in orders._ids]
            streams = others and super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=others
            )
            return self._tpe_stream_orders(orders, report_ref, streams or {})
        ours = self._tpe_get_printed_moves(report_ref, res_ids)
        if not ours:
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        is_proforma = bool(
            (data or {}).get("proforma") or self.env.context.get("proforma_invoice")
        )
        ours._tpe_note_access("print")
        streams, odoo_ids = {}, []
        for move in self.env["account.move"].browse(dict.fromkeys(res_ids)):
            content = None
            kind = move._tpe_get_print_kind()
            if move in ours:
                if kind != "destroyed" or len(res_ids) == 1:
                    content = move._tpe_print(is_proforma)
            elif kind == "received":
                content = move._tpe_get_bill().raw
            elif kind == "odoo":
                odoo_ids.append(move.id)
            if content:
                streams[move.id] = {"stream": io.BytesIO(content), "attachment": None}
        if odoo_ids:
            streams |= super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=odoo_ids
            )
        order = {res_id: place for place, res_id in enumerate(res_ids)}
        return dict(sorted(streams.items(), key=lambda item: order.get(item[0], -1)))

    def _prepare_pdf_report_attachment_vals_list(self, report, streams):
        # EXTENDS base: a report that keeps what it prints would keep a second original
        ours = self._tpe_get_printed_moves(report, [key for key in streams if key])
        others = {key: row for key, row in streams.items() if key not in ours._ids}
        return super()._prepare_pdf_report_attachment_vals_list(report, others)

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        # EXTENDS base: several documents in one file bear a sheet that says so
        content, kind = super()._render_qweb_pdf(report_ref, res_ids, data)
        ids = (
            [res_ids]
            if isinstance(res_ids, int)
            else list(dict.fromkeys(res_ids or ()))
        )
        if (
            kind == "pdf"
            and len(ids) > 1
            and self._tpe_get_printed_moves(report_ref, ids)
        ):
            content = self.env["account.move"].browse(ids)._tpe_bind(content)
        return content, kind

    def _tpe_stream_orders(self, orders, report_ref, others):
        """Print quotes, orders and pro forma invoices.

        :param sale.order orders: those that the designs of this addon show
        :param report_ref: the report
        :param dict others: streams of the other orders
        :return: as ``_render_qweb_pdf_prepare_streams``
        :rtype: dict
        """
        is_proforma = self._get_report(report_ref).report_name == PRO_FORMA
        streams = dict(others)
        for order in orders:
            stream = io.BytesIO(order._tpe_print(is_proforma))
            streams[order.id] = {"stream": stream, "attachment": None}
        return streams

    # === SCREEN === #

    def _render_qweb_html(self, report_ref, docids, data=None):
        # EXTENDS base: the portal shows an invoice in HTML; a second rendering of a
        # sealed document could differ from it, so its own pages are shown instead
        ours = self._tpe_get_printed(report_ref, docids)
        if not ours:
            return super()._render_qweb_html(report_ref, docids, data=data)
        self._tpe_refuse_others(ours, docids)
        ours._tpe_note_access("print", is_viewer=True)
        return self._tpe_show_pages(ours).encode(), "html"

    @api.model
    def _render_qweb_text(self, report_ref, docids, data=None):
        # EXTENDS base: what is read aloud is what is on the pages
        ours = self._tpe_get_printed(report_ref, docids)
        if not ours:
            return super()._render_qweb_text(report_ref, docids, data=data)
        self._tpe_refuse_others(ours, docids)
        ours._tpe_note_access("print", is_viewer=True)
        texts = [text for move in ours for _png, text in draw_pages(move._tpe_print())]
        return "\n\n".join(texts).encode(), "text"

    def _tpe_refuse_others(self, ours, docids):
        """:raises UserError: naming documents that cannot stand beside invoices"""
        if (
            others := ours.browse([docids] if isinstance(docids, int) else docids)
            - ours
        ):
            raise UserError(
                self.env._(
                    "These documents are not shown together with invoices: %s. Look at "
                    "them one by one, or print them.",
                    ", ".join(others.mapped("display_name")),
                )
            )

    def _tpe_show_pages(self, moves):
        """Show the pages of documents as pictures.

        :param account.move moves: the documents
        :return: a whole page of HTML, in the frame that the portal expects
        :rtype: Markup
        """
        pictures = [
            Markup(
                '<img src="data:image/png;base64,%s" alt="%s"'
                ' style="width:100%%;display:block;margin-bottom:8px"/>'
            )
            % (base64.b64encode(png).decode(), text)
            for move in moves
            for png, text in draw_pages(move._tpe_print())
        ]
        return Markup(
            '<!DOCTYPE html><html><head><meta charset="utf-8"/><title>%s</title></head>'
            '<body style="margin:0"><div id="wrapwrap">%s</div></body></html>'
        ) % (", ".join(moves.mapped("display_name")), Markup("").join(pictures))

    # === HELPERS === #

    def _tpe_get_printed(self, report_ref, res_ids):
        """:param report_ref: the report
        :param res_ids: ids of the records to show
        :return: the invoices, or the orders, that this addon renders
        :rtype: account.move | sale.order"""
        return self._tpe_get_printed_orders(
            report_ref, res_ids
        ) or self._tpe_get_printed_moves(report_ref, res_ids)

    def _tpe_get_printed_orders(self, report_ref, res_ids):
        """Return the quotes and orders of a print that this addon renders.

        :param report_ref: the report
        :param res_ids: ids of the records to print
        :rtype: sale.order
        """
        orders = self.env["sale.order"].browse(
            [res_ids] if isinstance(res_ids, int) else res_ids or ()
        )
        if not orders or self._get_report(report_ref).report_name not in ORDERS:
            return orders.browse()
        return orders.filtered(lambda order: order._tpe_is_ours_to_print())

    def _tpe_get_printed_moves(self, report_ref, res_ids):
        """Return the invoices of a print that this addon renders.

        :param report_ref: the report
        :param res_ids: ids of the records to print
        :rtype: account.move
        """
        if isinstance(res_ids, int):
            res_ids = [res_ids]
        moves = self.env["account.move"].browse(res_ids or ())
        if not moves or not self._is_invoice_report(report_ref):
            return moves.browse()
        return moves.filtered(lambda move: move._tpe_is_ours_to_print())
