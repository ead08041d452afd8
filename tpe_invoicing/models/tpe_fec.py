# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.archive_check import FEC_FOLDER
from ..tools.fec_check import check_fec
from ..tools.fec_repair import Branch, Facts, join, repair
from ..tools.identifiers import split_registry

_logger = logging.getLogger(__name__)


class ResCompany(models.Model):
    """The file of accounting entries (FEC) that the tax authority asks for."""

    _inherit = "res.company"

    def _tpe_get_fiscal_years(self, date_from, date_to):
        """Find the fiscal years that lie in a period as a whole and are over.

        :param date date_from: first day, or False for the first entry
        :param date date_to: last day, or False for today
        :return: first and last day of each
        :rtype: list[tuple[date, date]]
        """
        self.ensure_one()
        # only days are read; whoever exports may not read every entry
        [bounds] = (
            self.env["account.move"]
            .sudo()
            ._read_group(
                [("company_id", "child_of", self.id), ("state", "=", "posted")],
                [],
                ["date:min", "date:max"],
            )
        )
        if not bounds[0]:
            return []
        today = fields.Date.context_today(self)
        first = date_from or self.compute_fiscalyear_dates(bounds[0])["date_from"]
        last = min(date_to or today, today)
        years, day = [], max(first, bounds[0])
        while day <= min(last, bounds[1]):
            year = self.compute_fiscalyear_dates(day)
            if year["date_from"] >= first and year["date_to"] <= last:
                years.append((year["date_from"], year["date_to"]))
            day = year["date_to"] + timedelta(days=1)
        return years

    def _tpe_make_fec(self, date_from, date_to):
        """Make the FEC of a fiscal year: Odoo's own, with what is missing put right.

        :param date date_from: first day
        :param date date_to: last day
        :return: name and content of the file
        :rtype: tuple[str, bytes]
        """
        self.ensure_one()
        # the caller checks the rights; a file without every entry is worth nothing
        company_sudo = self.sudo().with_context(
            active_test=False,
            allowed_company_ids=self.sudo()._accessible_branches().ids or self.ids,
            lang=self._tpe_get_lang(False),
        )
        wizards_sudo = company_sudo.env["l10n_fr.fec.export.wizard"].with_company(self)
        wizard_sudo = wizards_sudo.create(
            # a test in Odoo's words: it locks no period, which is the owner's decision
            {"date_from": date_from, "date_to": date_to, "test_file": True}
        )
        journals_sudo = company_sudo.env["account.journal"].search(
            [("company_id", "child_of", self.id)]
        )
        codes = self._tpe_get_fec_codes(journals_sudo)
        twins = journals_sudo.filtered(lambda journal: codes[journal] != journal.code)
        made = wizard_sudo._tpe_generate("not in", twins)
        branches = [
            company._tpe_make_branch(wizard_sudo, own)
            for company, own in twins.grouped("company_id").items()
        ]
        facts = Facts(
            self.currency_id.name,
            frozenset(codes[one] for one in journals_sudo if one.type == "sale"),
            date_from.strftime("%Y%m%d"),
        )
        siren = split_registry(self.root_id.company_registry)[0]
        name = f"{siren}FEC{date_to:%Y%m%d}.txt" if siren else made["file_name"]
        return name, repair(join(made["file_content"], branches), facts)

    @api.model
    def _tpe_get_fec_codes(self, journals):
        """Tell journals of branches from those of their company: a code is one of a
        kind in its company only, and so are the numbers of its entries.

        :param account.journal journals: of a company and its branches
        :return: code in the FEC by journal; the elder company keeps its own
        :rtype: dict[account.journal, str]"""
        codes, known = {}, set()
        for journal in journals.sorted(lambda journal: journal.company_id.id):
            sign = journal.company_id._tpe_get_fec_sign()
            codes[journal] = journal.code + (sign if journal.code in known else "")
            known.add(journal.code)
        return codes

    def _tpe_get_fec_sign(self):
        """:return: what follows codes of this company that another one has as well
        :rtype: str"""
        return f"-{self.id}"

    def _tpe_make_branch(self, wizard, journals):
        """:param l10n_fr.fec.export.wizard wizard: makes the file
        :param account.journal journals: of this company
        :return: their entries
        :rtype: Branch"""
        content = wizard._tpe_generate("in", journals)["file_content"]
        return Branch(content, self._tpe_get_fec_sign(), self.name)

    def _tpe_check_fec(self, name, content):
        """:param str name: name of a FEC
        :param bytes content: the file
        :return: sentences that say what is wrong with it
        :rtype: list[str]"""
        return [self._tpe_describe_fec(one) for one in check_fec(content, name)]

    def _tpe_describe_fec(self, finding):
        """:param Finding finding: what is wrong with a FEC
        :return: a sentence
        :rtype: str"""
        text = self._tpe_get_fec_texts()[finding.code]
        place = self.env._("Line %s: ", finding.line) if finding.line else ""
        detail = f" ({finding.detail})" if finding.detail else ""
        return f"{place}{text}{detail}"

    @api.model
    def _tpe_get_fec_texts(self):
        """:return: sentences by code of what can be wrong with a FEC
        :rtype: dict[str, str]"""
        _ = self.env._
        return {
            "file_name": _("the name is not the SIREN, FEC and the day of closing"),
            "siren": _("the SIREN in the name is not valid"),
            "byte_order_mark": _("the file begins with a byte order mark"),
            "encoding": _("the letters are not those of ISO 8859-15"),
            "separator": _("the fields are separated by neither tab nor bar"),
            "heading": _("the fields are not the eighteen of the decree, in order"),
            "width": _("the number of fields is wrong"),
            "quotes": _("a field begins with quotation marks"),
            "signs": _("a field holds signs that cannot be printed"),
            "field_empty": _("a compulsory field is empty"),
            "date_invalid": _("this is no date"),
            "amount_invalid": _("this is no amount with a decimal comma"),
            "pair_incomplete": _("of two fields that go together one is empty"),
            "account_invalid": _("the account is not of the French chart"),
            "currency_invalid": _("this is no code of a currency"),
            "label_changes": _("the same code bears two labels"),
            "date_outside": _("the date lies outside the fiscal year"),
            "valid_before": _("the entry was validated before its date"),
            "order": _("the entries are not in the order of their validation"),
            "entry_split": _("the lines of the entry do not stand together"),
            "entry_dates": _("the lines of the entry bear several dates"),
            "both_sides": _("the line has a debit and a credit"),
            "no_amount": _("the line has no amount"),
            "sequence": _("numbers are missing between these two"),
            "entry_unbalanced": _("debit and credit of the entry differ"),
            "file_unbalanced": _("debit and credit of the file differ"),
            "file_empty": _("there is no entry"),
        }


class TpeArchiveEntry(models.Model):
    """The FEC goes with an export that covers whole fiscal years."""

    _inherit = "tpe.archive.entry"

    @api.model
    def _get_export_extras(self, order):
        # EXTENDS tpe_invoicing
        extras = super()._get_export_extras(order)
        if not self.env.context.get("tpe_export_fec", True):
            return extras
        company = self.env["res.company"].browse(order.company_id)
        days = [day and fields.Date.to_date(day) for day in order.period]
        for year in company._tpe_get_fiscal_years(*days):
            try:
                with self.env.cr.savepoint():
                    name, content = company._tpe_make_fec(*year)
            except UserError:  # the documents are exported all the same
                _logger.exception("no FEC of %s for company %s", year, company.id)
                continue
            extras[f"{FEC_FOLDER}/{name}"] = content
        return extras
