# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError

from ..language import in_user_language
from ..tools import findings as checks
from ..tools.identifiers import IBAN_START, clean, is_iban

STEPS = (
    "identity vat bank design terms mail two_factor first_invoice seal_key"
).split()
READERS = (
    "account.group_account_readonly",
    "account.group_account_invoice",
    "base.group_system",
)


class ResCompany(models.Model):
    """What is still to be done before a company can invoice without a thought."""

    _inherit = "res.company"

    tpe_payment_term_id = fields.Many2one(
        "account.payment.term",
        string="Usual payment term",
        compute="_compute_tpe_payment_term_id",
        inverse="_inverse_tpe_payment_term_id",
        help="New customers get it; what one of them agreed to goes on his own page.",
    )
    tpe_saved_key = fields.Char(
        string="Seal key kept in a safe place",
        copy=False,
        readonly=True,
        help="Fingerprint of the key of which somebody said that a copy is kept.",
    )

    def _compute_tpe_payment_term_id(self):
        terms = self.env["account.payment.term"]
        for company in self:
            # the default is a setting; who reads the company reads it too
            defaults_sudo = self.env["ir.default"].sudo()
            term_id = defaults_sudo._get(
                "res.partner", "property_payment_term_id", company_id=company.id
            )
            company.tpe_payment_term_id = terms.browse(term_id or ()).exists()

    def _inverse_tpe_payment_term_id(self):
        for company in self:
            # the right to write the company was checked
            defaults_sudo = self.env["ir.default"].sudo()
            defaults_sudo.set(
                "res.partner",
                "property_payment_term_id",
                company.tpe_payment_term_id.id or False,
                company_id=company.id,
            )

    # === PUBLIC API === #

    @api.readonly
    @in_user_language
    def tpe_setup_state(self):
        """Say which steps of the set-up are done.

        :return: for each step ``code``, ``done`` and ``message``, which says what there
            is, or what to do next
        :rtype: list[dict]
        """
        if len(set(self.ids)) != 1:
            raise UserError(self.env._("Ask for the set-up of one company at a time."))
        self = self[0]  # named twice is one company
        self.check_access("read")
        is_own = self in self.env.user.company_ids
        if not (self.env.su or is_own and self._tpe_is_setup_reader()):
            raise AccessError(
                self.env._("Only people who keep the accounts see the set-up.")
            )
        # steps look at users, servers and keys, of which they tell no more than this
        company_sudo = self.sudo().with_company(self)
        answers = []
        for code in STEPS:
            done, message = getattr(company_sudo, f"_tpe_setup_{code}")()
            answers.append({"code": code, "done": bool(done), "message": message})
        return answers

    def _tpe_is_setup_reader(self):
        return any(self.env.user.has_group(group) for group in READERS)

    # === STEPS: each returns whether it is done, and a sentence === #

    def _tpe_get_seller_findings(self):
        """:return: findings about the company, blocking or not
        :rtype: list[dict]"""
        moves = self.env["account.move"]
        draft = moves.new({"company_id": self.id, "move_type": "out_invoice"})
        rules = self.env["tpe.mention"]._get_checks(self.id)
        seller = {"seller": draft._tpe_get_seller_facts()}
        return [
            draft._tpe_describe_finding(finding, rules.get(finding.code))
            for finding in checks.find_seller(seller)
        ]

    def _tpe_setup_findings(self, is_vat):
        """:return: sentences about the VAT number, or about everything else
        :rtype: str"""
        return " ".join(
            finding["message"]
            for finding in self._tpe_get_seller_findings()
            if finding["code"].startswith("seller_vat") == is_vat
        )

    def _tpe_setup_identity(self):
        message = self._tpe_setup_findings(is_vat=False)
        return not message, message or self.env._(
            "Name, address, SIRET and legal form are complete."
        )

    def _tpe_setup_vat(self):
        message = self._tpe_setup_findings(is_vat=True)
        if message:
            return False, message
        if self.tpe_vat_regime == "franchise":
            return True, self.env._("VAT franchise: your invoices bear no VAT.")
        return True, self.env._("VAT is charged, and the number is right.")

    def _tpe_setup_bank(self):
        numbers = self.partner_id.bank_ids.mapped("acc_number")
        ibans = [number for number in numbers if IBAN_START.match(clean(number))]
        wrong = [number for number in ibans if not is_iban(number)]
        if wrong:
            return False, self.env._(
                "The IBAN %s is wrong: check its digits.", wrong[0]
            )
        if not ibans:
            return False, self.env._(
                "Enter the IBAN of your company: customers pay faster when they see it."
            )
        return True, self.env._("Customers see where to pay.")

    def _tpe_setup_design(self):
        if self.uses_default_logo:
            return False, self.env._("Add your logo: it stands on every document.")
        return True, self.env._("Your documents bear your logo.")

    def _tpe_setup_terms(self):
        if not self.tpe_payment_term_id:
            return False, self.env._(
                "Choose your usual payment term. Until then invoices follow the law's."
            )
        return True, self.env._(
            "New customers pay at: %s.", self.tpe_payment_term_id.name
        )

    def _tpe_setup_mail(self):
        has_server = self.env["ir.mail_server"].search_count([], limit=1)
        if has_server or tools.config["smtp_server"] not in (False, "", "localhost"):
            return True, self.env._("Mails have a server that sends them.")
        if not self.env.user.has_group("base.group_system"):
            return False, self.env._(
                "Ask your administrator to enter the mail server that sends your "
                "invoices and reminders: only he may."
            )
        return False, self.env._(
            "Enter the mail server that sends your invoices and reminders."
        )

    def _tpe_setup_two_factor(self):
        if self.tpe_two_factor:
            return True, self.env._(
                "Who keeps the accounts is asked for a second factor at each sign-in."
            )
        weak = self._tpe_get_keepers().filtered(lambda user: not user.totp_enabled)
        if weak:
            return False, self.env._(
                "These people keep the accounts without two-factor sign-in: %s. One "
                "switch on the settings page asks them for it.",
                ", ".join(weak.mapped("name")),
            )
        return True, self.env._("Who keeps the accounts signs in with two factors.")

    def _tpe_setup_first_invoice(self):
        sealed = self.env["account.move"].search_count(
            [("company_id", "=", self.id), ("tpe_archive_entry_id", "!=", False)],
            limit=1,
        )
        if sealed:
            return True, self.env._("Your first invoice is issued and sealed.")
        return False, self.env._("Issue your first invoice.")

    def _tpe_setup_seal_key(self):
        keys = self.env["tpe.archive.key"]
        try:
            name = keys._get_backup_name()
        except UserError as error:  # its file cannot be read
            return False, str(error)
        if not name:
            return False, self.env._(
                "The first sealed document makes the key of your archive: keep a copy "
                "of it then."
            )
        if self.tpe_saved_key != name:
            return False, self.env._(
                "Download the keys of your archive and keep them off this server, or "
                "have the folder %s copied to a safe place.",
                keys._get_folder(),
            )
        return True, self.env._("A copy of the key of your archive is kept.")

    def action_tpe_confirm_saved_key(self):
        """Note that somebody keeps a copy of the key of the archive.

        :return: True
        :rtype: bool
        """
        if not self.env.user.has_group("account.group_account_manager"):
            raise AccessError(self.env._("Only the owner can say so."))
        self._tpe_note_kept_key("key_kept")
        return True
