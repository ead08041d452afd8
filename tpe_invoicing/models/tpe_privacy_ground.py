# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError


class TpePrivacyGround(models.Model):
    """Why personal data may be kept, or must go, in the words of the law of a time.

    Shipped with the addon, changed by nobody.
    """

    _name = "tpe.privacy.ground"
    _description = "Ground to keep personal data"
    _order = "code, date_from desc"

    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True, translate=True)
    article = fields.Char(required=True, readonly=True)
    date_from = fields.Date(string="In force from", required=True, readonly=True)
    source_url = fields.Char(
        string="Address of the source", required=True, readonly=True
    )

    _code_unique = models.UniqueIndex(
        "(code, date_from)", "This ground is there already."
    )

    @api.model
    def _describe(self, code, on_date):
        """:param str code: of a ground
        :param date on_date: the day of the report
        :return: the sentence and its article
        :rtype: str
        :raises UserError: when none is known on that day
        """
        ground = self.search(
            [("code", "=", code), ("date_from", "<=", on_date)],
            order="date_from desc",
            limit=1,
        )
        if not ground:
            raise UserError(
                self.env._("No law is known for “%s”: update TPE Invoicing.", code)
            )
        return f"{ground.name} ({ground.article})"
