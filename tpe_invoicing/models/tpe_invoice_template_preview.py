# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ..language import in_user_language
from ..tools import page
from ..tools.document import lay_out
from .tpe_invoice_template import LOOK
from .tpe_invoice_template_own import OWN

MOST_PAGES = 12
RECENT = 20
# figures are kept in their range while they are typed
RANGES = {"logo_height": range(10, 41), "header_space": range(81)}


class TpeInvoiceTemplate(models.Model):
    """The real page of a template, as it would be with options not saved yet."""

    _inherit = "tpe.invoice.template"

    # === PUBLIC API === #

    @api.model
    @api.readonly
    @in_user_language
    def tpe_preview_choices(self):
        """Return the documents that a template can be tried on.

        :return: ``[{value, label}]``: samples, then the latest invoices that the user
            may read; ``value`` is what :meth:`tpe_preview` takes
        :rtype: list[dict]
        """
        self.check_access("read")
        choices = [
            {"value": kind, "label": name}
            for kind, name in self._get_sample_names().items()
        ]
        moves = self.env["account.move"].search(
            [
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("tpe_is_imported", "=", False),
                ("company_id", "=", self.env.company.id),
            ],
            order="id desc",
            limit=RECENT,
        )
        return choices + [
            {
                "value": str(move.id),
                "label": f"{move.display_name} – {move.partner_id.name or ''}",
            }
            for move in moves._tpe_in_corridor()
        ]

    @api.model
    @api.readonly
    def tpe_preview_fields(self):
        """Name the options that change the page: what :meth:`tpe_preview` takes.

        :return: names of fields
        :rtype: list[str]
        """
        self.check_access("read")
        return list(LOOK)

    @api.model
    @api.readonly
    @in_user_language
    def tpe_preview(self, template_id=False, values=None, document="invoice"):
        """Show a document with a template, whose options need not be saved.

        Nothing is stored. A sealed document is shown as it would look today; its
        original does not change.

        :param int template_id: the template; False for one that is not saved yet
        :param dict values: options that differ from the saved ones
        :param str document: a sample (``invoice``, ``long``, ``deposit``,
            ``credit_note``, ``quote``) or the id of an invoice
        :return: ``pages`` (base64 of an SVG each), ``problems`` (``{line, message}``,
            line 0 for none) and ``notes``, sentences about colour and logo
        :rtype: dict
        """
        template = self._get_unsaved(template_id, values or {})
        move = self._get_preview_document(str(document))
        answer = {"pages": [], "problems": [], "notes": template._get_notes(move)}
        try:
            pages = template._draw(move, answer["problems"])
        except page.PageError as error:
            answer["problems"].append(
                {
                    "line": getattr(error, "line", 0),
                    "message": template._explain_fault(error),
                }
            )
        except UserError as error:  # a legal figure without value, say
            answer["problems"].append({"line": 0, "message": str(error)})
        else:
            answer["pages"] = [base64.b64encode(svg).decode() for svg in pages]
        return answer

    # === HELPERS === #

    def _get_unsaved(self, template_id, values):
        """:param int template_id: the saved one, if any
        :param dict values: options that differ
        :return: a template in memory
        :rtype: tpe.invoice.template"""
        self.check_access("read")
        origin = self.browse(template_id or ())
        origin.check_access("read")
        if "source" in values and values["source"] != origin.source:
            self.check_access("write")  # who may not save a design runs none either
        look = {} if origin else self.default_get(list(LOOK))
        look |= {name: values[name] for name in LOOK if name in values}
        for name, allowed in RANGES.items():
            if name in look:
                digits = str(look[name] or 0)
                number = int(digits) if digits.isdigit() else 0
                look[name] = min(max(number, allowed[0]), allowed[-1])
        try:
            return self.new(look, origin=origin)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def _get_preview_document(self, document):
        """:param str document: see :meth:`tpe_preview`
        :rtype: account.move"""
        if document in self._get_sample_names():
            return self._make_sample(self.env.company, document)
        move = self.env["account.move"].browse(
            int(document) if document.isdigit() else ()
        )
        if not move.exists()._tpe_in_corridor():
            raise UserError(self.env._("This document cannot be shown."))
        move.check_access("read")
        return move

    def _draw(self, move, problems):
        """:param account.move move: what is shown
        :param list problems: gets what a person's design does not show
        :return: the first pages, as SVG
        :rtype: list[bytes]"""
        data = self._get_document(move)
        is_draft = move.state == "draft" and bool(move._origin)
        view = lay_out(data, is_draft)
        if self.design != OWN:
            return page.draw_svg(self._get_design(), view)[:MOST_PAGES]
        with self._open_sandboxes() as boxes:
            box = boxes.get(self.source or "")
            pages = box.draw(view)[:MOST_PAGES]
            if not is_draft:
                problems += [
                    {"line": 0, "message": message}
                    for message in self._try_sample(box, data)
                ]
        return pages

    def _get_notes(self, move):
        """:param account.move move: what is shown
        :return: sentences about the colour and the logo
        :rtype: list[str]"""
        texts = {
            "large": self.env._(
                "The logo is too large: it is left out of the documents. Take a "
                "picture of less than 50 million points and 25 MB."
            ),
            "damaged": self.env._(
                "The logo cannot be read: it is left out of the documents. Give "
                "another file, PNG, JPEG or SVG."
            ),
            "cleaned": self.env._(
                "The logo held more than a drawing (a program, or links to other "
                "places): these parts are left out."
            ),
        }
        company = move.company_id
        color = (
            self.accent_color
            or company.tpe_accent_color
            or company.sudo().primary_color  # of the layout, which is no secret
        )
        problem = texts.get(self._get_logo(company)[1])
        return [note for note in (self._get_color_note(color), problem) if note]
