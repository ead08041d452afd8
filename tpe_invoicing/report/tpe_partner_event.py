# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.tools import SQL

from .partner_event_sql import DEPENDS, SOURCES

MOST = 32  # sources, of all addons


class TpePartnerEvent(models.Model):
    """Something that has happened with a customer, read from the record that knows it.

    Nothing is stored for it: what is sent, opened, answered, promised and paid has its
    own records.
    """

    _name = "tpe.partner.event"
    _description = "Event with a customer"
    _auto = False
    _log_access = False
    _order = "date desc, id desc"
    _rec_name = "detail"
    _depends = DEPENDS

    date = fields.Datetime(readonly=True)
    kind = fields.Selection(
        [
            ("issued", "Issued"),
            ("sent", "Message sent"),
            ("failed", "Message not sent"),
            ("bounced", "Message came back"),
            ("opened", "Original opened"),
            ("answered", "Answer"),
            ("asked", "Change of details asked for"),
            ("paid", "Payment"),
            ("rated", "Opinion"),
        ],
        string="What",
        readonly=True,
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True
    )
    detail = fields.Char(readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)

    @api.model
    def _get_sources(self):
        """:return: queries with the same columns, by their place
        :rtype: dict[int, str]"""
        return dict(enumerate(SOURCES))

    @property
    def _table_query(self):
        queries = [
            SQL(
                "SELECT source.id::bigint * %s + %s AS id, source.date, source.kind, "
                "source.partner_id, source.company_id, source.res_model, "
                "source.res_id, source.detail, source.amount, source.currency_id "
                "FROM (%s) AS source(id, date, kind, partner_id, company_id, "
                "res_model, res_id, detail, amount, currency_id)",
                MOST,
                place,
                SQL(query),
            )
            for place, query in self._get_sources().items()
        ]
        return SQL(" UNION ALL ").join(queries)

    @api.model
    def _get_action(self, domain):
        """:param list domain: of the events to show
        :return: action that shows them
        :rtype: dict"""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tpe_invoicing.tpe_partner_event_action"
        )
        return action | {"domain": domain}

    def action_open(self):
        """:return: action that opens what the event is about
        :rtype: dict"""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)._get_records_action()
