# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import binascii
import re

from odoo import api, models
from odoo.exceptions import UserError

from ..language import in_user_language
from ..tools import design_file
from .tpe_invoice_template import LOOK

TYPES = {"boolean": bool, "integer": int}


class TpeInvoiceTemplate(models.Model):
    """A template as a file: saved, given to somebody, and read again elsewhere."""

    _inherit = "tpe.invoice.template"

    # === PUBLIC API === #

    @api.readonly
    @in_user_language
    def tpe_export_template(self):
        """Return templates as files. Rules and company stay at home.

        :return: for each template ``id``, ``filename``, ``mimetype`` and ``content``
            (base64)
        :rtype: list[dict]
        """
        self.check_access("read")
        answers = []
        for template in self:
            content = design_file.dump(template.name, template._get_content())
            plain = re.sub(r"[^\w-]+", "-", template.name).strip("-") or "template"
            answers.append(
                {
                    "id": template.id,
                    "filename": f"{plain}.json",
                    "mimetype": "application/json",
                    "content": base64.b64encode(content).decode(),
                }
            )
        return answers

    @api.model
    @in_user_language
    def tpe_import_template(self, content):
        """Make a template from a file.

        :param str content: base64 of the file
        :return: ``id``, ``name``, and ``problem``: why its design is not used, False
            when it is
        :rtype: dict
        :raises UserError: saying what is wrong with the file
        """
        self.check_access("create")
        types = {name: TYPES.get(self._fields[name].type, str) for name in LOOK}
        try:
            data = base64.b64decode(content or "", validate=True)
            name, look = design_file.load(data, types)
            template = self.create({"name": name, **look})
        except design_file.DesignFileError as error:
            raise UserError(self._get_file_fault(error)) from error
        except (binascii.Error, ValueError) as error:
            raise UserError(
                self.env._("This file holds no template: %s", error)
            ) from error
        return {
            "id": template.id,
            "name": template.name,
            "problem": template.source_problem,
        }

    # === HELPERS === #

    def _get_file_fault(self, error):
        """:param DesignFileError error: of a file
        :return: the same in plain words
        :rtype: str"""
        return {
            "large": self.env._("This file is too large to be a template."),
            "json": self.env._(
                "This file holds no template: it is no JSON (%s).", error.detail
            ),
            "format": self.env._(
                "This file holds no template. Take one that was made with the button "
                "“Save as a file”."
            ),
            "newer": self.env._(
                "This file was made by a newer version of TPE Invoicing (format %s): "
                "update first.",
                error.detail,
            ),
            "missing": self.env._("This template has no %s.", error.detail),
            "type": self.env._(
                "The option “%s” of this template has a value of the wrong kind.",
                error.detail,
            ),
            "unknown": self.env._(
                "This template has an option “%s” that is not known here.",
                error.detail,
            ),
        }[error.code]

    def action_export(self):
        """Download the template as a file.

        :return: action of the download
        :rtype: dict
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/tpe_invoicing/template/{self.id}",
            "target": "download",
        }
