# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import hashlib

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import get_lang

from odoo.addons.tpe_invoicing.language import in_user_language

from ..tools import sheet

FORMATS = ("csv", "xlsx")


class TpeKpi(models.Model):
    """The figures as a file, the same as on the screen."""

    _inherit = "tpe.kpi"

    @api.model
    @api.readonly
    @in_user_language
    def tpe_export(self, company_id, codes=None, on_date=None, file_format="xlsx"):
        """Write key figures into a file of a spreadsheet.

        :param int company_id: the company
        :param list codes: the figures wanted, all by default
        :param on_date: the day (ISO string), today by default
        :param str file_format: ``csv`` or ``xlsx``
        :return: filename, sha256 and content (base64)
        :rtype: dict
        :raises UserError: when the format is another one
        """
        if file_format not in FORMATS:
            raise UserError(
                self.env._("The file is “csv” or “xlsx”, not “%s”.", file_format)
            )
        answers = self.tpe_values(company_id, codes, on_date)
        company = self._get_readable_company(company_id)
        day = self.env["tpe.reminder.run"]._get_day(company, on_date)
        names = {kpi.code: kpi.name for kpi in self._get_kpis(codes)}
        for code, answer in answers.items():
            answer["name"] = names[code]
        table = sheet.get_table(answers, self._get_export_heads(answers))
        if file_format == "csv":
            point = get_lang(self.env).decimal_point
            content = sheet.make_csv(table, point)
        else:
            content = sheet.make_xlsx(table)
        return {
            "filename": f"{self.env._('key-figures')}-{day}.{file_format}",
            "sha256": hashlib.sha256(content).hexdigest(),
            "content": base64.b64encode(content).decode(),
        }

    @api.model
    def _get_export_heads(self, answers):
        """Name the columns; those that hold nothing but a definition come last.

        :param dict answers: by code
        :return: heading by part of an answer
        :rtype: dict
        """
        heads = {
            "code": self.env._("Code"),
            "name": self.env._("Key figure"),
            "label": self.env._("Detail"),
            "value": self.env._("Value"),
            "unit": self.env._("Unit"),
            "numerator": self.env._("Numerator"),
            "denominator": self.env._("Denominator"),
        }
        others = {
            part: part
            for answer in answers.values()
            for row in (answer, *answer.get("rows", ()))
            for part in row
            if part not in (*heads, "definition", "key", "rows")
        }
        return {**heads, **others, "definition": self.env._("Definition")}
