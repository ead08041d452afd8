# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from contextlib import ExitStack
from functools import partial

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import page, sandbox

OWN = "own"
DEFAULT_DESIGN = "classic"
DESIGN_VERSION = "19.0.1"


class Sandboxes:
    """The processes of the designs that a batch of documents needs.

    Use it in a ``with`` block: they end with the batch.
    """

    def __init__(self, fonts):
        self.fonts = fonts
        self.stack, self.open = ExitStack(), {}

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return self.stack.__exit__(*error)

    def get(self, source):
        """:param str source: Typst
        :return: the process of this design, started once
        :rtype: sandbox.Sandbox"""
        if source not in self.open:
            box = sandbox.Sandbox(source, self.fonts)
            self.open[source] = self.stack.enter_context(box)
        return self.open[source]


class TpeInvoiceTemplate(models.Model):
    """A design that its owner wrote: checked at each save, used once it is right."""

    _inherit = "tpe.invoice.template"

    source = fields.Text(
        string="Source of the design",
        help="Typst. Start from a copy of a design: the button “Copy and edit the "
        "design” makes one.",
    )
    source_in_force = fields.Text(
        string="Design in force",
        readonly=True,
        copy=False,
        help="The last version without fault: documents are issued with it.",
    )
    source_problem = fields.Text(
        string="Fault of the design",
        readonly=True,
        copy=False,
        help="Why the design as it is written now is not used.",
    )

    def _after_change(self, names):
        # EXTENDS
        super()._after_change(names)
        if not {"design", "source"}.isdisjoint(names):
            for template in self.filtered(lambda each: each.design == OWN):
                template._check_source()

    def _check_source(self):
        """Put the design in force, or note why it cannot be."""
        problems = self._find_problems(self.source or "")
        vals = {"source_problem": "\n".join(problems) or False}
        if not problems:
            vals["source_in_force"] = self.source
        self.write(vals)

    # === SETTING === #

    def _get_design(self):
        """Return the design that documents are set with now.

        :return: name of a shipped design, or ``own``
        :rtype: str
        """
        return self._get_facts()["design"]

    def _read_facts(self):
        # EXTENDS: a design that is faulty or gone gives way to the usual one
        design = self.design
        if design == OWN:
            is_there = bool(self.source_in_force)
        else:
            is_there = design and (page.DESIGNS / f"{design}.typ").is_file()
        found = {"design": design if is_there else DEFAULT_DESIGN}
        return super()._read_facts() | found

    def _get_design_label(self):
        """:return: what the archive notes of a document: design and its version,
            template and its version
        :rtype: str"""
        facts = self._get_facts()
        label = f"{facts['design']}/{DESIGN_VERSION}"
        return f"{label}, {facts['label']}" if self else label

    def _render(self, boxes, view, timestamp, xml=b""):
        """Set a document with this template.

        :param Sandboxes boxes: of the batch, for designs that a person wrote
        :param dict view: what it shows, see ``tools/document.py``
        :param datetime timestamp: when it is made
        :param bytes xml: to be attached
        :return: PDF/A-3a and PDF/UA-1
        :rtype: bytes
        :raises page.PageError: when the page cannot be set
        """
        return self._begin_render(boxes, view, timestamp, xml)()

    def _begin_render(self, boxes, view, timestamp, xml=b""):
        """Begin to set a document with this template, see :meth:`_render`.

        :return: function that waits for the document, and returns it
        :rtype: Callable[[], bytes]
        :raises page.PageError: when the page cannot be set, now or in that function
        """
        design = self._get_design()
        if design == OWN:
            box = boxes.get(self.source_in_force)
            return partial(box.render, view, timestamp, xml)
        return page.begin(design, view, timestamp, xml)

    def _open_sandboxes(self):
        """:return: no process yet, for a batch
        :rtype: Sandboxes"""
        return Sandboxes(self.env["account.move"]._tpe_prepare_pages())

    # === FAULTS === #

    def _explain_fault(self, error):
        """Say in plain words why a page cannot be set.

        :param page.PageError error: of the engine
        :return: a sentence
        :rtype: str
        """
        if not isinstance(error, sandbox.DesignError):
            return str(error)
        text = self._get_fault_text(error)
        if error.line:
            return self.env._("Line %(line)s: %(text)s", line=error.line, text=text)
        return text

    def _get_fault_text(self, error):
        """:param sandbox.DesignError error: of a design
        :return: the fault without its place
        :rtype: str"""
        texts = {
            "large": self.env._("the design is too long."),
            "package": self.env._(
                "packages cannot be imported (import “@…”): a design uses the files of "
                "the folder lib only."
            ),
            "plugin": self.env._("plugins cannot be used in a design."),
            "file": self.env._(
                "this file does not exist for a design: it reads the files of the "
                "folder lib only, and nothing else of the machine."
            ),
            "time": self.env._("the design takes too long: look for an endless loop."),
            "memory": self.env._("the design takes too much memory."),
            "sign": self.env._("no font shows the sign %s.", error.detail),
            "library": self.env._(
                "a block of the folder lib was called in a way that it does not "
                "understand (%s).",
                error.detail,
            ),
        }
        return texts.get(error.code, error.detail)

    def action_copy_design(self):
        """Make a template whose design is a copy of this one's, to be edited.

        :return: action that opens it
        :rtype: dict
        """
        self.ensure_one()
        if self.design == OWN:
            source = self.source
        else:
            path = page.DESIGNS / f"{self.design}.typ"
            source = path.read_text(encoding="utf-8")
        template = self.copy({"design": OWN, "source": source})
        if template.source_problem and self.design != OWN:
            raise UserError(template.source_problem)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": template.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
