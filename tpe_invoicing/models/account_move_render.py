# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path

from odoo import models
from odoo.exceptions import UserError
from odoo.modules.module import get_module_path

from ..tools import facturx_xml, page, signs, xmp
from ..tools.closing_detail import list_taxes
from ..tools.document import lay_out

FONT_FOLDERS = ("static/fonts/google", "static/fonts/sign", "static/fonts/lato")


class Original:
    """An original that is being made; between its steps others can be worked on.

    :param account.move move: the posted document
    """

    def __init__(self, move):
        self._move, self._template = move, move._tpe_get_template()
        self._data = move._tpe_get_clean_data(self._template)
        self._view = lay_out(self._data)
        self._finish = self._xml = self._wanted = self._pdf = None

    def begin(self, boxes):
        """Have the engine begin with the page; the XML follows.

        :param Sandboxes boxes: of the batch, see ``tpe.invoice.template``
        """
        with self._move._tpe_explaining(self._template):
            self._finish = self._template._begin_render(
                boxes, self._view, self._move._tpe_get_render_time(), xmp.LATER
            )

    def describe(self):
        """Write the XML, and what the finished document will have to say."""
        facts = self._data["page"]
        with self._move._tpe_explaining(self._template):
            self._xml = facturx_xml.generate(
                self._data, facts["digits"], facts["tax_digits"]
            )
            self._wanted = self._move._tpe_get_wanted(self._data, self._view)

    def wait(self):
        """Wait for the page."""
        with self._move._tpe_explaining(self._template):
            self._pdf = self._finish()

    def close(self):
        """Put page and XML together, and prove them.

        :return: see :meth:`AccountMove._tpe_render_originals`
        :rtype: dict
        :raises UserError: when they do not say what the entry says
        """
        move, data, facts = self._move, self._data, self._data["page"]
        with move._tpe_explaining(self._template):
            pdf = xmp.add_facturx(self._pdf, data["profile"], self._xml)
        move._tpe_prove(pdf, data, self._wanted)
        self._template._prove_own(pdf, self._xml, data)
        return {
            "move_id": move.id,
            "filename": f"{(move.name or '').replace('/', '_')}.pdf",
            "pdf": pdf,
            "xml": self._xml,
            "template": self._template._get_design_label(),
            "taxes": list_taxes(data["BG-23"]),
            "mentions": [mention["code"] for mention in facts["mentions"]],
            "mention_texts": facts["mentions"],
        }


class AccountMove(models.Model):
    """The document itself: XML and page, and the proof that they say the same."""

    _inherit = "account.move"

    # === ORIGINALS === #

    def _tpe_render_originals(self):
        """Make the originals of posted invoices, and prove them.

        :return: for each move, in order: ``move_id``, ``filename``, ``pdf``, ``xml``,
            ``template`` (design and version), ``taxes`` (VAT by rate), ``mentions``
            (codes) and ``mention_texts`` (their words, for the invoice's own screen)
        :rtype: list[dict]
        :raises UserError: naming the invoice that cannot be rendered or proven
        """
        # Odoo's computation reads them one document after the other
        self.line_ids.fetch(["tax_ids", "tax_tag_ids"])
        originals, before = [], None
        with self.env["tpe.invoice.template"]._open_sandboxes() as boxes:
            for move in self:
                original = Original(move)
                if before:
                    before.wait()
                # the engine has a page to set at all times: it is given the next one
                # before the last one is proven
                original.begin(boxes)
                if before:
                    originals.append(before.close())
                original.describe()
                before = original
            if before:
                before.wait()
                originals.append(before.close())
        return originals

    @contextmanager
    def _tpe_explaining(self, template):
        """:param tpe.invoice.template template: that gives the look
        :raises UserError: naming this document, for what cannot be made of it"""
        try:
            yield
        except (ValueError, page.PageError) as error:
            raise UserError(
                self.env._(
                    "%(number)s cannot be issued as an electronic invoice: %(reason)s",
                    number=self.display_name,
                    reason=self._tpe_explain_fault(template, error),
                )
            ) from error

    # === DRAFTS === #

    def _tpe_render_draft(self, kind="draft"):
        """Show a document as it would be issued, marked on each page and without XML.

        :param str kind: what the page says of itself: ``draft``, ``pro_forma``,
            ``cancelled`` or ``rebuilt``
        :return: PDF
        :rtype: bytes
        :raises UserError: when the page cannot be set
        """
        return self._tpe_render_marked(kind, is_draft=True)

    def _tpe_render_marked(self, mark, is_draft=False):
        """Show a document that is no original: a page without XML.

        :param str mark: what the page says of itself, blank for nothing
        :param bool is_draft: whether it takes the template of drafts
        :return: PDF
        :rtype: bytes
        :raises UserError: when the page cannot be set
        """
        self.ensure_one()
        template = self._tpe_get_template(is_draft)
        with template._open_sandboxes() as boxes:
            data = self._tpe_get_clean_data(template, signs.clean_all)
            view, time = lay_out(data, is_draft), self._tpe_get_render_time()
            view["mark"] = mark
            try:
                return template._render(boxes, view, time)
            except page.PageError as error:
                raise UserError(
                    self.env._(
                        "This document cannot be shown: %s",
                        template._explain_fault(error),
                    )
                ) from error

    # === HELPERS === #

    def _tpe_get_clean_data(self, template, clean=signs.clean):
        """:param tpe.invoice.template template: that gives the look
        :param clean: what becomes of signs that no font shows, see ``tools/signs.py``
        :return: the document's data, without signs that cannot be printed
        :rtype: dict"""
        data = self._tpe_get_document_data()
        data["page"]["style"] = template._get_style(self)
        return signs.clean_tree(data, page.is_printable, clean)

    def _tpe_get_render_time(self):
        """:return: the moment of the transaction, the same for all it makes
        :rtype: datetime"""
        return self.env.cr.now().replace(microsecond=0, tzinfo=UTC)

    def _tpe_prepare_pages(self):
        """Tell the page engine where Odoo keeps its fonts.

        :return: the folders
        :rtype: list[Path]
        """
        web = Path(get_module_path("web"))
        folders = [web / folder for folder in FONT_FOLDERS]
        page.use_fonts(folders)
        return folders
