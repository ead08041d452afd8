# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.import_profile import IGNORED, Profile
from .tpe_import import KINDS, PROFILES
from .tpe_import_columns import LABELS

IGNORE = "ignore"
TABLES = ("partners", "products", "invoices")


class TpeImportProfile(models.Model):
    """How the columns of one's own files are read; made and corrected by a person, and
    used by its name."""

    _name = "tpe.import.profile"
    _description = "Own columns of imports"
    _order = "name"
    _check_company_auto = True

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        [(code, label) for code, label in KINDS if code in TABLES],
        string="What is in it",
        required=True,
        default="invoices",
    )
    dates = fields.Selection(
        [("day", "Day before month"), ("month", "Month before day")],
        help="Only where the file itself does not show it.",
    )
    decimal = fields.Selection(
        [("comma", "Comma"), ("point", "Point")],
        string="Decimal mark",
        help="Only where the file itself does not show it.",
    )
    line_ids = fields.One2many(
        "tpe.import.profile.line", "profile_id", string="Columns"
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, lower(name))", "Another profile has this name."
    )

    @api.constrains("name")
    def _check_name(self):
        names = {word.casefold() for profile in PROFILES for word in profile}
        for one in self:
            if one.name.strip().casefold() in names:
                raise ValidationError(
                    self.env._("“%s” is a profile that is there already.", one.name)
                )

    @api.model
    def _find(self, company, kind, name):
        """Find a profile of a company by its name.

        :param res.company company: the company
        :param str kind: kind of import
        :param str name: name of the profile
        :rtype: tpe.import.profile
        """
        domain = [("company_id", "=", company.id), ("kind", "=", kind)]
        return self.search([*domain, ("name", "=ilike", name.strip())], limit=1)

    @api.model
    def _make(self, company, kind, name, table):
        """Make a profile out of the headings of a file, as they are understood.

        :param res.company company: the company
        :param str kind: kind of import
        :param str name: name of the file
        :param Table table: what the file holds
        :rtype: tpe.import.profile
        """
        columns = {index: column for column, index in table.columns.items()}
        lines = [
            {
                "sequence": index,
                "heading": heading,
                "column": columns.get(index, IGNORE).split(":")[0],
                "sample": next(
                    (row.cells[index] for row in table.rows if row.cells[index:][:1]),
                    "",
                )[:60],
            }
            for index, heading in enumerate(table.heading.cells)
            # amounts at one rate are known by their heading alone
            if heading.strip() and ":" not in columns.get(index, "")
        ]
        taken = set(self.search([("company_id", "=", company.id)]).mapped("name"))
        free = next(
            one
            for one in (name, *(f"{name} {rank}" for rank in range(2, 10_000)))
            if one not in taken
        )
        return self.create(
            {
                "name": free,
                "company_id": company.id,
                "kind": kind,
                "line_ids": [fields.Command.create(line) for line in lines],
            }
        )

    def _get_tool(self):
        """:return: the profile as the readers of files want it
        :rtype: Profile"""
        self.ensure_one()
        headings = {
            line.heading: IGNORED if line.column == IGNORE else line.column
            for line in self.line_ids
        }
        return Profile(
            {self.kind: headings},
            dates=self.dates or "",
            decimal={"comma": ",", "point": "."}.get(self.decimal, ""),
        )

    def action_try(self):
        """Try the file again with these columns.

        :return: the page of the upload, with the report
        :rtype: dict
        """
        self.ensure_one()
        upload_id = self.env.context.get("tpe_upload_id")
        upload = self.env["tpe.import.upload"].browse(upload_id).exists()
        if not upload:
            return {"type": "ir.actions.act_window_close"}
        return upload.action_try()


class TpeImportProfileLine(models.Model):
    """What one heading of a file means. Changes with its profile."""

    _name = "tpe.import.profile.line"
    _description = "Column of own imports"
    _order = "profile_id, sequence, id"

    profile_id = fields.Many2one(
        "tpe.import.profile", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="profile_id.company_id")
    sequence = fields.Integer()
    heading = fields.Char(string="Heading in the file", required=True)
    sample = fields.Char(string="First cell", readonly=True)
    column = fields.Selection(
        "_get_columns", string="Read as", required=True, default=IGNORE
    )

    @api.model
    def _get_columns(self):
        """:return: columns that files may have, whatever they hold
        :rtype: list[tuple[str, str]]"""
        labels = [(name, self.env._(label)) for name, label in LABELS.items()]
        return [(IGNORE, self.env._("(left out)")), *labels]
