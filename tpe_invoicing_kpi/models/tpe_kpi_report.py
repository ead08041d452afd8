# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.tools import format_amount, format_date

from odoo.addons.tpe_invoicing.written import format_day

from ..tools import aging, change
from .kpi_inputs import KpiInputs

MONTHS_SHOWN = 12
DAYS_AHEAD = 30
CALLED = 5


class TpeKpiSnapshot(models.Model):
    """The figures of a month as a paper: what changed, and why."""

    _inherit = "tpe.kpi.snapshot"

    # === ACTION METHODS === #

    def action_print_report(self):
        """Download the paper of this month.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        name, pdf = self._make_report(self.company_id, self.date)
        attachment = self.env["ir.attachment"].create(
            {"name": name, "raw": pdf, "mimetype": "application/pdf"}
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "download",
        }

    # === BUSINESS METHODS === #

    @api.model
    def _mail_report(self, company, day):
        """Mail the paper of a month to the owner and the accountant, in the queue.

        :param company: the company
        :param date day: last day of the month
        :return: the messages
        :rtype: mail.mail
        """
        # the queue is nobody's own
        mails_sudo = self.env["mail.mail"].sudo()
        if not company.tpe_kpi_report_mailed or not company._tpe_may_tell_outside():
            return mails_sudo
        for partner in company._tpe_get_anchor_partners():
            lang = company._tpe_get_lang(partner.lang)
            report = self.with_context(lang=lang)
            name, pdf = report._make_report(company, day)
            body = Markup("<p>%s</p>") % report.env._(
                "The figures of the month are attached, with what changed and "
                "why. They are the frozen ones: Reporting, Getting paid, "
                "Month-end figures."
            )
            file = {"name": name, "raw": pdf, "mimetype": "application/pdf"}
            mails_sudo |= company._tpe_queue_mail(
                partner,
                name.removesuffix(".pdf"),
                body,
                attachment_ids=[Command.create(file)],
            )
        return mails_sudo

    @api.model
    def _make_report(self, company, day):
        """Set the paper of a month, in the language of the context.

        :param company: the company
        :param date day: last day of the month
        :return: name of the file, PDF
        :rtype: tuple[str, bytes]
        """
        month = format_date(self.env, day, date_format="MMMM y")
        title = self.env._("Getting paid: %s", month)
        before = day.replace(day=1) - timedelta(1)
        now = KpiInputs(self.env, company, day, ["cash_forecast"])
        then = KpiInputs(self.env, company, before, ["cash_forecast"])
        blocks = [
            *self._get_change_blocks(now, then),
            *self._get_call_blocks(now),
            *self._get_ahead_blocks(now),
            *self._get_month_blocks(now),
            *self._get_age_blocks(now),
            *self._get_figure_blocks(company, day, before),
        ]
        paper = self.env["tpe.archive.entry"]
        made_at = fields.Datetime.to_datetime(day)
        pdf = paper._set_paper(company, made_at, title, blocks)
        return f"{title} - {company.name}.pdf".replace("/", "_"), pdf

    # === BLOCKS === #

    @api.model
    def _get_figure_blocks(self, company, day, before):
        """Set the frozen figures of the month beside those of the month before.

        :param company: the company
        :param date day: last day of the month
        :param date before: last day of the month before
        :return: blocks of the paper
        :rtype: list[dict]
        """
        frozen = {
            (snapshot.date, snapshot.code): snapshot.answer["value"]
            for snapshot in self.search(
                [("company_id", "=", company.id), ("date", "in", (day, before))]
            )
        }
        kpis = self.env["tpe.kpi"]._get_kpis()
        known = kpis.filtered(
            lambda kpi: not kpi.is_table and (frozen.get((day, kpi.code)) or False)
        )
        rows = [
            [
                kpi.name,
                *(
                    kpi._get_display(frozen.get((moment, kpi.code), False), company)
                    for moment in (day, before)
                ),
                kpi._get_verdict(
                    frozen[day, kpi.code], frozen.get((before, kpi.code), False)
                ),
            ]
            for kpi in known
        ]
        dates = [format_day(self.env, moment) for moment in (day, before)]
        heads = [self.env._("Figure"), *dates, self.env._("So")]
        table = {"widths": (1, 0, 0, 0), "right": (1, 2), "heads": heads, "rows": rows}
        return [
            {"kind": "heading", "text": self.env._("Key figures")},
            {"kind": "table", **table},
        ]

    @api.model
    def _get_month_blocks(self, inputs):
        """Draw what was invoiced and what came in, month by month.

        :param KpiInputs inputs: the ledger
        :return: blocks of the paper
        :rtype: list[dict]
        """
        last = inputs.on_date.replace(day=1)
        months = [
            last - relativedelta(months=back) for back in reversed(range(MONTHS_SHOWN))
        ]
        sums = {month: [Decimal(0), Decimal(0)] for month in months}
        for day, amount in inputs.daily_sales.items():
            if (month := day.replace(day=1)) in sums:
                sums[month][0] += amount
        for month, amount in inputs.get_money_in(months[0]).items():
            sums[month][1] += amount
        labels = [format_date(self.env, month, date_format="MMM y") for month in months]
        heading = self.env._("Invoiced and received, VAT included")
        heads = [
            self.env._("Month"),
            self.env._("Invoiced (colour), received (grey)"),
            self.env._("Amount"),
        ]
        rows = list(sums.values())
        return self._make_bars(inputs, heading, heads, labels, rows)

    @api.model
    def _get_age_blocks(self, inputs):
        """Draw how old the open receivables are.

        :param KpiInputs inputs: the ledger
        :return: blocks of the paper
        :rtype: list[dict]
        """
        limits = inputs.company._tpe_get_aging_limits()
        labels = self.env["tpe.kpi"]._get_bucket_labels(limits).values()
        buckets = aging.get_aged_balance(inputs.open_items, inputs.on_date, limits)
        heads = [self.env._("Age"), self.env._("Owed"), self.env._("Amount")]
        rows = [[amount] for amount in buckets.values()]
        heading = self.env._("What customers owe, by age")
        return self._make_bars(inputs, heading, heads, labels, rows)

    @api.model
    def _make_bars(self, inputs, heading, heads, labels, rows):
        """Make a chart of a heading and of one bar an amount.

        :param KpiInputs inputs: gives the company
        :param str heading: above it
        :param list heads: of the three columns
        :param labels: of each row
        :param list rows: amounts of each row
        :return: blocks of the paper
        :rtype: list[dict]
        """
        drawn = [
            {
                "label": label,
                "shares": shares,
                "texts": [self._write_money(inputs, amount) for amount in amounts],
            }
            for label, amounts, shares in zip(
                labels, rows, change.get_shares(rows), strict=True
            )
        ]
        return [
            {"kind": "heading", "text": heading},
            {"kind": "bars", "heads": heads, "rows": drawn},
        ]

    @api.model
    def _get_change_blocks(self, now, then):
        """Say what changed in the overdue amount, and whose it is.

        :param KpiInputs now: the ledger at the end of the month
        :param KpiInputs then: the ledger a month before
        :return: blocks of the paper
        :rtype: list[dict]
        """
        after, before = now.overdue_by_partner, then.overdue_by_partner
        sentence = self.env._(
            "Overdue: %(now)s at the end of the month, %(then)s a month before.",
            now=self._write_money(now, sum(after.values(), Decimal(0))),
            then=self._write_money(now, sum(before.values(), Decimal(0))),
        )
        movers = change.get_movers(before, after)
        names = self.env["tpe.kpi"]._get_partner_labels([who for who, _ in movers])
        items = [
            self.env._(
                "%(customer)s: %(amount)s more",
                customer=names[who],
                amount=self._write_money(now, amount),
            )
            if amount > 0
            else self.env._(
                "%(customer)s: %(amount)s less",
                customer=names[who],
                amount=self._write_money(now, -amount),
            )
            for who, amount in movers
        ]
        blocks = [
            {"kind": "heading", "text": self.env._("What changed, and why")},
            {"kind": "text", "text": sentence},
        ]
        return [*blocks, {"kind": "list", "items": items}] if items else blocks

    @api.model
    def _get_call_blocks(self, inputs):
        """Name the customers who owe most that is late.

        :param KpiInputs inputs: the ledger
        :return: blocks of the paper; none when nobody is late
        :rtype: list[dict]
        """
        overdue = inputs.overdue_by_partner
        late = {who: amount for who, amount in overdue.items() if amount > 0}
        ranked = sorted(late.items(), key=lambda pair: (-pair[1], pair[0]))[:CALLED]
        if not ranked:
            return []
        names = self.env["tpe.kpi"]._get_partner_labels([who for who, _ in ranked])
        rows = [[names[who], self._write_money(inputs, owed)] for who, owed in ranked]
        heads = [self.env._("Customer"), self.env._("Overdue")]
        table = {"widths": (1, 0), "right": (1,), "heads": heads, "rows": rows}
        return [
            {"kind": "heading", "text": self.env._("Who to call first")},
            {"kind": "table", **table},
        ]

    @api.model
    def _get_ahead_blocks(self, inputs):
        """Say what should come in over the next days.

        :param KpiInputs inputs: the ledger
        :return: blocks of the paper
        :rtype: list[dict]
        """
        figure = self.env["tpe.kpi"]._figure_cash_forecast(inputs)
        last = fields.Date.to_string(inputs.on_date + timedelta(DAYS_AHEAD))
        soon = sum((row[2] for row in figure.rows if row[0] <= last), Decimal(0))
        text = self.env._(
            "If customers pay as they usually do, %(soon)s of the %(total)s they owe "
            "come within %(days)s days.",
            soon=self._write_money(inputs, soon),
            total=self._write_money(inputs, figure.value),
            days=DAYS_AHEAD,
        )
        return [
            {"kind": "heading", "text": self.env._("What should come in")},
            {"kind": "text", "text": text},
        ]

    @api.model
    def _write_money(self, inputs, amount):
        """Write an amount in the company's currency.

        :param KpiInputs inputs: gives the company
        :param Decimal amount: the amount
        :rtype: str
        """
        return format_amount(self.env, float(amount), inputs.company.currency_id)
