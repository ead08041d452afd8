# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

REPORTERS = ("account.group_account_invoice", "account.group_account_manager")
# what no document shows and no law asks for
LOOSE = ("phone", "email", "website", "function", "comment", "image_1920")
PLACE = ("street", "street2", "zip", "city", "vat", "ref")
REACH = ("phone", "email")  # how a customer who owes something is reached


class ResPartner(models.Model):
    """What is known of a customer, why, until when, and what may be erased."""

    _inherit = "res.partner"

    tpe_hold_words = fields.Text(
        string="Legal holds", compute="_compute_tpe_hold_words"
    )

    @api.depends_context("allowed_company_ids")
    def _compute_tpe_hold_words(self):
        # sellers see that a customer is held, without the archive
        entries_sudo = self.env["tpe.archive.entry"].sudo()
        words = {}
        for hold in entries_sudo._get_holds(self.env.companies.ids):
            if partner_id := hold.meta.get("partner"):
                text = entries_sudo._describe_hold(hold)
                words.setdefault(partner_id, []).append(text)
        for partner in self:
            found = words.get(partner.commercial_partner_id.id, ())
            partner.tpe_hold_words = "\n".join(found) or False

    # === ACTION METHODS === #

    def action_tpe_privacy(self):
        """:return: the report on what is held of this customer
        :rtype: dict"""
        self.ensure_one()
        self._tpe_check_privacy()
        report = self.env["tpe.privacy.report"].create(
            {
                "partner_id": self.commercial_partner_id.id,
                "company_id": self.env.company.id,
            }
        )
        return report._open()

    def action_tpe_hold(self):
        """:return: dialog that puts a legal hold on this customer
        :rtype: dict"""
        self.ensure_one()
        return self.env["tpe.archive.hold"]._open(
            {
                "default_scope": "customer",
                "default_partner_id": self.commercial_partner_id.id,
            }
        )

    # === INVENTORY === #

    @api.model
    def _tpe_check_privacy(self):
        """:raises AccessError: when the user does not work in the accounts"""
        if not self.env.su and not any(map(self.env.user.has_group, REPORTERS)):
            raise AccessError(
                self.env._("Only accountants report on what is held of a customer.")
            )

    def _tpe_get_inventory(self, company):
        """Say what is held of a customer in a company.

        Other addons add their own data.

        :param res.company company: the seller
        :return: dicts of ``code``, ``label``, ``count``, ``ground`` (see
            ``tpe.privacy.ground``), ``until`` (date or False), ``law`` (text or False)
        :rtype: list[dict]
        """
        self.ensure_one()
        family = self._tpe_get_family()
        kept = [*self._tpe_list_archive(company), *self._tpe_list_ledger(company)]
        days = [item["until"] for item in kept if item["until"]]
        last = max(days, default=False)
        law = next((item["law"] for item in kept if item["until"] == last), False)
        identity = {
            "code": "identity",
            "label": self.env._("Name, address and numbers of the customer"),
            "count": len(family - self._tpe_get_spare(family)) or 1,
            "ground": self._tpe_get_need(company)
            if self._tpe_find_unnamed() and not kept
            else "legal",
            "until": last,
            "law": law,
        }
        return [identity, *kept, *self._tpe_list_loose(company, family)]

    def _tpe_get_family(self):
        """:return: the customer and his contacts
        :rtype: res.partner"""
        everybody = self.with_context(active_test=False)
        return everybody.search([("id", "child_of", self.id)])

    def _tpe_list_archive(self, company):
        """:return: what the archive holds of a customer, by kind
        :rtype: list[dict]"""
        # the rights were checked; what is held is told whole
        entries_sudo = self.env["tpe.archive.entry"].sudo()
        entries_sudo = entries_sudo.with_context(allowed_company_ids=company.ids)
        found = entries_sudo.search(
            Domain("company_id", "=", company.id)
            & Domain("attachment_id", "!=", False)
            & (
                Domain("partner_ref", "in", self._tpe_get_family().ids)
                | Domain("move_id.commercial_partner_id", "=", self.id)
            )
        )
        labels = dict(entries_sudo._fields["kind"]._description_selection(self.env))
        items = []
        for kind, entries in found.grouped("kind").items():
            last = max(
                entries, key=lambda entry: entry.kept_until or fields.Date.today()
            )
            items.append(
                {
                    "code": f"archive_{kind}",
                    "label": self.env._("Sealed originals: %s", labels[kind]),
                    "count": len(entries),
                    "ground": "hold" if any(entries.mapped("is_held")) else "legal",
                    "until": last.kept_until,
                    "law": last.kept_law,
                }
            )
        return items

    def _tpe_list_ledger(self, company):
        """:return: what the accounts hold of a customer
        :rtype: list[dict]"""
        # the rights were checked
        [(count, last)] = (
            self.env["account.move"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", company.id),
                    ("commercial_partner_id", "=", self.id),
                    ("state", "=", "posted"),
                ],
                aggregates=["__count", "date:max"],
            )
        )
        if not count:
            return []
        clock = self.env["tpe.retention.rule"]._get_clock(company, "invoice", last)
        labels = {
            "ledger": self.env._("Entries in the accounts, with their payments"),
            "mails": self.env._("Mails and notes that go with these entries"),
        }
        counts = {"ledger": count, "mails": self._tpe_count_mails(company)}
        return [
            {
                "code": code,
                "label": labels[code],
                "count": counts[code],
                "ground": "legal",
                "until": clock.until,
                "law": clock.law,
            }
            for code in counts
            if counts[code]
        ]

    def _tpe_count_mails(self, company):
        """:return: how many mails and notes the entries of a customer bear: they prove
            that an invoice was sent, and are kept with it
        :rtype: int"""
        # the rights were checked
        moves_sudo = (
            self.env["account.move"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("commercial_partner_id", "=", self.id),
                    ("state", "=", "posted"),
                ]
            )
        )
        return (
            self.env["mail.message"]
            .sudo()
            .search_count(
                [
                    ("model", "=", "account.move"),
                    ("res_id", "in", moves_sudo.ids),
                    ("message_type", "!=", "notification"),  # what Odoo notes by itself
                ]
            )
        )

    def _tpe_list_loose(self, company, family):
        """:return: what no law asks for
        :rtype: list[dict]"""
        need = self._tpe_get_need(company)
        loose = [name for name in LOOSE if name not in REACH]
        labels = {
            "reach": self.env._("Phone numbers and e-mail addresses"),
            "notes": self.env._("Notes, functions, web sites and pictures"),
            "contacts": self.env._("Contacts that no document names"),
            "messages": self.env._("Messages and planned activities"),
        }
        is_held = need == "hold"
        counts = {
            "reach": family._tpe_count_filled(REACH),
            "notes": family._tpe_count_filled(loose),
            "contacts": len(self._tpe_get_spare(family)),
            "messages": len(family._tpe_get_messages())
            + sum(map(len, family._tpe_get_said())),
        }
        return [
            {
                "code": code,
                "label": labels[code],
                "count": count,
                "ground": need if code == "reach" or is_held else "none",
                "until": False,
                "law": False,
            }
            for code, count in counts.items()
            if count
        ]

    def _tpe_get_need(self, company):
        """:return: why a customer must still be known: ``hold``, ``claim``,
            ``contract``, or ``none``
        :rtype: str"""
        self.ensure_one()
        if self.with_context(allowed_company_ids=company.ids).tpe_hold_words:
            return "hold"
        # the rights were checked
        own = [("company_id", "=", company.id), ("partner_id", "child_of", self.id)]
        open_lines = [
            *own,
            ("parent_state", "=", "posted"),
            ("account_type", "=", "asset_receivable"),
            ("reconciled", "=", False),
        ]
        if self.env["account.move.line"].sudo().search_count(open_lines, limit=1):
            return "claim"
        today = fields.Date.context_today(self)
        running = [*own, "|", ("date_end", "=", False), ("date_end", ">=", today)]
        orders = [*own, ("state", "in", ("draft", "sent", "sale"))]
        orders += ["|", ("state", "!=", "sale"), ("invoice_status", "=", "to invoice")]
        if self.env["contract.contract"].sudo().search_count(running, limit=1) or (
            self.env["sale.order"].sudo().search_count(orders, limit=1)
        ):
            return "contract"
        return "none"

    def _tpe_count_filled(self, names):
        """:return: how many pieces of data stand in these fields
        :rtype: int"""
        return sum(bool(partner[name]) for partner in self for name in names)

    def _tpe_get_spare(self, family):
        """:return: contacts that no document of any kind names
        :rtype: res.partner"""
        return (family - self)._tpe_find_unnamed()

    def _tpe_find_unnamed(self):
        """:return: those of these persons that no document names, who are neither users
            nor companies of this database
        :rtype: res.partner"""
        contacts = self.filtered(
            lambda contact: not (contact.sudo().user_ids or contact.ref_company_ids)
        )
        named = set()
        for model in ("account.move", "sale.order", "contract.contract"):
            # the rights were checked; a document of any company counts
            model_sudo = self.env[model].sudo().with_context(active_test=False)
            for name, field in model_sudo._fields.items():
                if (
                    field.comodel_name == self._name
                    and field.store
                    and (field.type == "many2one")
                ):
                    rows = model_sudo._read_group([(name, "in", contacts.ids)], [name])
                    named.update(partner.id for (partner,) in rows)
        return contacts.filtered(lambda contact: contact.id not in named)

    def _tpe_get_messages(self):
        """:return: messages about these persons, which no document bears
        :rtype: mail.message"""
        # the rights were checked
        return (
            self.env["mail.message"]
            .sudo()
            .search([("model", "=", self._name), ("res_id", "in", self.ids)])
        )

    # === ERASURE === #

    def _tpe_erase(self, company):
        """Erase what nothing asks to be kept, and note it in the archive's journal.

        :param res.company company: the seller
        :return: codes of what was erased, with how many pieces
        :rtype: dict[str, int]
        :raises UserError: when the customer is under legal hold
        """
        self.ensure_one()
        self.env["tpe.archive.entry"]._check_owner()
        self.check_access("write")
        inventory = self._tpe_get_inventory(company)
        gone = {
            item["code"]: item["count"]
            for item in inventory
            if item["ground"] == "none"
        }
        if self._tpe_get_need(company) == "hold":
            raise UserError(
                self.env._(
                    "This customer is under legal hold: nothing is erased before it is "
                    "lifted. %s",
                    self.tpe_hold_words,
                )
            )
        # the owner was checked, and asked
        self_sudo = self.sudo().with_context(tracking_disable=True)
        family = self_sudo._tpe_get_family()
        if "contacts" in gone:
            spare = self_sudo._tpe_get_spare(family)
            family -= spare
            spare._tpe_remove()
        names = [name for name in LOOSE if "notes" in gone and name not in REACH]
        names += REACH if "reach" in gone else ()
        family.write(dict.fromkeys(names, False))
        if "identity" in gone:
            self_sudo._tpe_remove()
        if "messages" in gone:
            family._tpe_get_messages().unlink()
            family.activity_ids.unlink()
            for said in family._tpe_get_said():
                said.unlink()
        self._tpe_note_erasure(company, gone)
        return gone

    def _tpe_remove(self):
        """Empty contacts and put them away: other addons may still link to them."""
        self._tpe_get_messages().unlink()
        self.activity_ids.unlink()
        blank = dict.fromkeys((*LOOSE, *PLACE), False)
        for contact in self:
            name = self.env._("Erased contact %s", contact.id)
            # first apart: a contact shares its address with its company
            contact.write({"parent_id": False, "name": name, "active": False})
            contact.write(blank)

    def _tpe_note_erasure(self, company, gone):
        """Note in the journal what was erased, without saying it again."""
        # nobody writes the journal by himself
        journal_sudo = self.env["tpe.archive.access"].sudo()
        journal_sudo._note(
            company.id,
            "erase",
            note=self.env._(
                "Customer no. %(partner)s: %(what)s",
                partner=self.id,
                what=", ".join(f"{code} {count}" for code, count in gone.items())
                or self.env._("nothing to erase"),
            ),
        )
