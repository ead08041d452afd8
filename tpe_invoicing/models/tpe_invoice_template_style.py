# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from ..tools import html_tree, logos, pictures

DEFAULT_FONT = "Open Sans"


class TpeInvoiceTemplate(models.Model):
    """The options of a template as plain data, which every design reads."""

    _inherit = "tpe.invoice.template"

    def _get_style(self, move):
        """Return what a design reads of the options, for one document.

        Every key is there, whatever the template; nothing in it hides what the law
        asks. Extend it with ``super()``; without template it gives the defaults.

        :param account.move move: the document
        :return: see ``data.style`` in ``designs/lib/base.typ``
        :rtype: dict
        """
        company = move.company_id
        return (
            company._tpe_get_page_style()
            | self._get_look(company)
            | {"pay_url": self._get_pay_url(move)}
        )

    def _get_look(self, company):
        """:param res.company company: of the document
        :return: the part of the style that is the same on every document
        :rtype: dict"""
        look = self._get_facts()["look"]
        return look | {"logo": self._get_logo(company)[0]}

    def _read_facts(self):
        # EXTENDS: the options, and a logo of its own
        look = {
            "logo_place": self.logo_place or "left",
            "logo_height": self.logo_height or 20,
            "font": self.font or DEFAULT_FONT,
            "show_code": self.show_code or not self,
            "show_position": self.show_position,
            "show_subtotals": self.show_subtotals or not self,
            "show_qr": self.show_qr or not self,
            "show_bank": self.show_bank or not self,
            "header_space": self.header_space,
            "window": self.window or "right",
            "intro": html_tree.parse(self.intro),
            "closing": html_tree.parse(self.closing),
            "terms": html_tree.parse(self.terms),
            "footer": (self.footer or "").strip(),
        }
        if self.accent_color:
            look["accent"] = pictures.readable(self.accent_color)
        own = self.with_context(bin_size=False).logo
        return super()._read_facts() | {
            "look": look,
            "logo": logos.prepare(own) if own else None,
            "shows_link": self.show_pay_link,
        }

    def _get_logo(self, company):
        """:param res.company company: of the document
        :return: the logo as SVG, blank when there is none or it cannot be shown, and
            the code of what is wrong with it, see ``tools/logos.py``
        :rtype: tuple[str, str]"""
        # a seller reads invoices, not the company's own record
        company_sudo = company.sudo()
        own = self._get_facts()["logo"]
        if own or company_sudo.uses_default_logo:
            return own or ("", "")
        partner_sudo = company_sudo.partner_id.with_context(bin_size=False)
        return logos.prepare(partner_sudo.image_512)

    def _get_pay_url(self, move):
        """:param account.move move: the document
        :return: where the customer reads and pays it; blank when the template does not
            show it or when nothing is due
        :rtype: str"""
        shows_link = self._get_facts()["shows_link"]
        if order := move.tpe_quoted_order_id:
            return order._tpe_get_online_url() if shows_link else ""
        is_due = move.move_type == "out_invoice" and move.amount_residual > 0
        if not (shows_link and is_due):
            return ""
        if move.state != "posted" or not isinstance(move.id, int):
            return f"{move.get_base_url()}/my/invoices"
        # the token is a mark of the document, not a right of who issues it
        return move.get_base_url() + move.sudo().get_portal_url()
