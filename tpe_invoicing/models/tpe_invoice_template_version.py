# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import json

from odoo import fields, models
from odoo.exceptions import AccessError

from .tpe_invoice_template import LOOK


class TpeInvoiceTemplateVersion(models.Model):
    """The look of a template as somebody saved it, made by the template; kept as is."""

    _name = "tpe.invoice.template.version"
    _description = "Version of an invoice template"
    _order = "number desc, id desc"
    _rec_name = "number"

    template_id = fields.Many2one(
        "tpe.invoice.template",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    number = fields.Integer(string="Version", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Saved by", readonly=True)
    saved_at = fields.Datetime(string="Saved on", readonly=True)
    changes = fields.Char(string="What changed", readonly=True)
    content = fields.Text(required=True, readonly=True, help="The look, as JSON.")

    _number_unique = models.UniqueIndex(
        "(template_id, number)", "This version exists already."
    )

    def action_restore(self):
        """Give the template the look of this version, as a new version.

        :return: nothing: the form is read again
        :rtype: bool
        """
        self.ensure_one()
        self.template_id.check_access("write")
        self.template_id.write(json.loads(self.content))
        return True


class TpeInvoiceTemplate(models.Model):
    """Each change of the look is kept, and can be taken back."""

    _inherit = "tpe.invoice.template"

    version_ids = fields.One2many(
        "tpe.invoice.template.version", "template_id", string="Versions", copy=False
    )

    def write(self, vals):
        # EXTENDS: before the change, while the right to make it can be refused
        self.check_access("write")
        self._check_shared(vals.keys())
        return super().write(vals)

    def unlink(self):
        # EXTENDS
        self.check_access("unlink")
        self._check_shared(("active",))
        return super().unlink()

    def _check_shared(self, names):
        """Refuse to change what companies share that the user does not manage.

        :param names: names of the fields that are written
        :raises AccessError: saying what to do instead
        """
        shared = self.filtered(lambda template: not template.company_id)
        if self.env.su or not shared or not names:
            return
        # every company of the database, also those that the user does not know
        companies_sudo = self.env["res.company"].sudo().search([])
        if companies_sudo - self.env.user.company_ids:
            raise AccessError(
                self.env._(
                    "“%s” is shared with companies that you do not manage. Duplicate "
                    "it: the copy belongs to your company alone.",
                    shared[0].name,
                )
            )

    def copy_data(self, default=None):
        # EXTENDS: the copy of a shared template is the company's own
        rows = super().copy_data(default)
        for vals in rows:
            if not vals.get("company_id") and "company_id" not in (default or {}):
                vals["company_id"] = self.env.company.id
        return rows

    def _after_change(self, names):
        # EXTENDS
        super()._after_change(names)
        if not set(LOOK).isdisjoint(names):
            self._keep_version()

    def _keep_version(self):
        """Keep the look of these templates where it differs from their last version."""
        rows, now = [], fields.Datetime.now()
        for template in self:
            content = template._get_content()
            last = template.version_ids[:1]
            old = json.loads(last.content) if last else {}
            changed = [name for name in content if content[name] != old.get(name)]
            if last and not changed:
                continue
            number = template.version + 1
            template.write({"version": number})
            rows.append(
                {
                    "template_id": template.id,
                    "number": number,
                    "user_id": self.env.uid,
                    "saved_at": now,
                    "changes": template._name_changes(changed) if last else False,
                    "content": json.dumps(content, sort_keys=True),
                }
            )
        # nobody writes versions by hand
        self.env["tpe.invoice.template.version"].sudo().create(rows)
        self.invalidate_recordset(["version_ids"])

    def _get_content(self):
        """:return: the look as values that can be written again
        :rtype: dict"""
        self.ensure_one()
        template = self.with_context(bin_size=False)
        content = {}
        for name in LOOK:
            value = template[name]
            if isinstance(value, bytes):
                value = value.decode()
            is_text = template._fields[name].type == "html"
            content[name] = str(value) if is_text and value else value
        return content

    def _name_changes(self, names):
        """:param list names: names of fields
        :return: their titles
        :rtype: str"""
        titles = self.fields_get(names, ["string"])
        return ", ".join(titles[name]["string"] for name in names if name in titles)
