# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from decimal import Decimal

from odoo import models

from ..report import ledger_sql, practice_sql, reminder_sql
from ..tools import practice
from ..tools.ratio import HUNDRED, get_ratio
from .kpi_forecast_inputs import get_contract_domain
from .kpi_inputs import PERIOD_DAYS, get_by_key
from .tpe_kpi import Figure


class TpeKpi(models.Model):
    """The figures of how the business works: disputes, promises, sending, contracts."""

    _inherit = "tpe.kpi"

    def _figure_disputed_share(self, inputs):
        query = reminder_sql.get_disputes(inputs.company.id, inputs.on_date)
        found = inputs.execute(query, reminder_sql.READ_FIELDS)
        parts = {
            move: None if part is None else Decimal(part) for move, _who, part in found
        }
        open_amounts = {}
        if parts:
            accounts, company = inputs.key
            lines = ledger_sql.get_open_lines(
                accounts, [company], inputs.on_date, [who for _move, who, _ in found]
            )
            for item in self.env.execute_query_dict(lines):
                open_amounts.setdefault(item["move_id"], Decimal(0))
                open_amounts[item["move_id"]] += Decimal(str(item["residual"]))
        disputed = practice.get_disputed(open_amounts, parts)
        rate = get_ratio(disputed, inputs.receivable, HUNDRED)
        return Figure(rate, disputed, inputs.receivable)

    def _figure_promise_kept_rate(self, inputs):
        query = reminder_sql.get_promises(
            inputs.company.id, inputs.start, inputs.on_date
        )
        [row] = inputs.execute(query, reminder_sql.READ_FIELDS)
        kept, promised = map(Decimal, row)
        return Figure(get_ratio(kept, promised, HUNDRED), kept, promised)

    def _figure_send_delay(self, inputs):
        zone = inputs.company._tpe_get_zone_name()
        query = practice_sql.get_sending(
            inputs.company.id, inputs.start, inputs.on_date, zone
        )
        [(count, days)] = inputs.execute(query, practice_sql.READ_FIELDS)
        delay = get_ratio(Decimal(days), count)
        return Figure(delay, Decimal(days), count, counted=True)

    def _figure_payment_modes(self, inputs):
        query = practice_sql.get_money_by_mode(
            *inputs.key, inputs.start, inputs.on_date
        )
        found = inputs.execute(query, practice_sql.READ_FIELDS)
        # whoever reads the figures may know by which way money came
        lines_sudo = self.env["account.payment.method.line"].sudo()
        journals_sudo = self.env["account.journal"].sudo()
        rows = []
        for line_id, journal_id, text in found:
            journal = journals_sudo.browse(journal_id)
            line = lines_sudo.browse(line_id or ())
            key = f"{journal_id}-{line_id or 0}"
            label = " · ".join(filter(None, (line.name, journal.name)))
            rows.append((key, label, Decimal(text)))
        rows.sort(key=lambda row: (-row[2], row[0]))
        total = sum((row[2] for row in rows), Decimal(0))
        return Figure(total, total, rows=rows)

    def _figure_revenue_trend_by_partner(self, inputs):
        last = inputs.start - timedelta(1)
        query = ledger_sql.get_revenue_by_partner(
            inputs.company.id, last - timedelta(PERIOD_DAYS - 1), last
        )
        before = get_by_key(self.env.execute_query(query))
        now = inputs.revenue_by_partner
        pairs = [
            (who, now.get(who, Decimal(0)), before.get(who, Decimal(0)))
            for who in {**now, **before}
        ]
        pairs.sort(key=lambda pair: (pair[1] - pair[2], pair[0]))
        rows = [
            (who, practice.get_change(new, old), new, old) for who, new, old in pairs
        ]
        new, old = (sum(year.values(), Decimal(0)) for year in (now, before))
        return Figure(
            practice.get_change(new, old), new, old, rows=self._label_partners(rows)
        )

    def _figure_recurring_revenue(self, inputs):
        # figures add up every contract, whoever may open them
        lines_sudo = self.env["contract.line"].sudo()
        found = lines_sudo._read_group(
            [
                *get_contract_domain(inputs.company),
                ("date_start", "<=", inputs.on_date),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", inputs.on_date),
                "|",
                ("contract_id.date_end", "=", False),
                ("contract_id.date_end", ">=", inputs.on_date),
            ],
            ["currency_id"],
            ["monthly_recurring:sum"],
        )
        home = inputs.company.currency_id
        amounts = [
            Decimal(str(currency._convert(sum_, home, inputs.company, inputs.on_date)))
            for currency, sum_ in found
        ]
        return Figure(sum(amounts, Decimal(0)) if amounts else None)
