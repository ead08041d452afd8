# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from psycopg2 import IntegrityError

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger, split_every

from .tpe_import_known import LISTS

# what stands on what comes first
UNDO_ORDER = ("account.move", "product.template", "res.partner")
MOST_NAMED = 5
CHUNK = 500  # records deleted at once: each brings its lines and matches into memory


class AccountMove(models.Model):
    """Documents by customer: without these PostgreSQL reads all of them for each
    customer that is deleted."""

    _inherit = "account.move"

    _tpe_commercial_partner_idx = models.Index("(commercial_partner_id)")
    _tpe_shipping_partner_idx = models.Index("(partner_shipping_id)")


class TpeImport(models.Model):
    """How an import is taken back as a whole."""

    _inherit = "tpe.import"

    def _undo(self):
        """Take back everything that an import brought.

        :return: how many records are gone
        :rtype: int
        :raise UserError: when something stands on one of them
        """
        self.ensure_one()
        if self.state == "undone":
            raise UserError(
                self.env._(
                    "“%s” is not brought in: there is nothing to undo.", self.name
                )
            )
        if not self.try_lock_for_update():
            self._refuse_busy()
        # the rights were checked; accountants may not delete customers. What goes
        # needs neither its taxes nor its history brought up to date first
        self_sudo = self.sudo().with_context(
            tracking_disable=True,
            force_delete=True,
            skip_invoice_sync=True,
            check_move_validity=False,
        )
        # what is being brought in may count on it
        own, busy = ("company_id", "=", self.company_id.id), ("state", "=", "running")
        if running := self_sudo.search([own, busy, ("id", ">", self.id)], limit=1):
            running._refuse_busy()
        self_sudo._refuse_archived()
        self_sudo._refuse_followed()
        removed = 0
        for model in UNDO_ORDER:
            ids = self_sudo.record_ids.filtered(
                lambda row, model=model: row.res_model == model
            ).mapped("res_id")
            records = self_sudo.env[model].browse(ids).exists()
            if records:
                records._track_discard()
                self_sudo._take_back(records)
                removed += len(records)
        self_sudo.record_ids.unlink()
        self_sudo.chunk_ids.unlink()
        self_sudo.state = "undone"
        return removed

    def _refuse_archived(self):
        """:raise UserError: when originals of documents were archived"""
        rows = self.record_ids.filtered(
            lambda row: row.res_model == "tpe.archive.entry"
        )
        entries = self.env["tpe.archive.entry"].browse(rows.mapped("res_id"))
        self._refuse(entries, self.env._("sealed in the archive"))

    def _refuse_followed(self):
        """:raise UserError: when a file that came later left out what is in this one"""
        self._refuse_before(self._find_overlaps() or self._find_followers())

    def _refuse_before(self, later):
        """:param tpe.import later: imports that count on what this one brought
        :raise UserError: naming the last one, if there is any"""
        if last := later.sorted("id")[-1:]:
            raise UserError(
                self.env._(
                    "Take back “%(later)s” (import %(number)s) first: it counts on "
                    "what “%(file)s” brought in.",
                    later=last.name,
                    number=last.number,
                    file=self.name,
                )
            )

    def _refuse_later(self, users):
        """:param users: records that use what this import brought
        :raise UserError: naming the later file that brought one of them, if any did"""
        rows = self.env["tpe.import.record"].search(
            [
                ("res_model", "=", users._name),
                ("res_id", "in", users.ids),
                ("import_id", ">", self.id),
            ]
        )
        self._refuse_before(rows.import_id)

    def _find_overlaps(self):
        """:return: imports that came later and left out documents as there already that
            this one brought; those that brought nothing lack nothing without them
        :rtype: tpe.import"""
        rows = self.env.execute_query(
            SQL(
                """
                WITH own AS (
                     SELECT lower(move.name) AS name, lower(move.ref) AS ref
                       FROM tpe_import_record record
                       JOIN account_move move ON move.id = record.res_id
                      WHERE record.import_id = %(own)s
                        AND record.res_model = 'account.move')
                SELECT DISTINCT later.id
                  FROM tpe_import later,
                       jsonb_array_elements(later.report -> 'duplicates') duplicate
                 WHERE later.company_id = %(company)s AND later.id > %(own)s
                   AND later.kind IN %(kinds)s AND later.state = 'done'
                   AND (later.report ->> 'created')::int > 0
                   AND lower(duplicate ->> 'value') IN (
                       SELECT name FROM own UNION SELECT ref FROM own)
                """,
                own=self.id,
                company=self.company_id.id,
                kinds=(*LISTS, "fec"),
            )
        )
        return self.browse(id_ for (id_,) in rows)

    def _find_followers(self):
        """:return: imports that came later and settled or left out what this one holds
        :rtype: tpe.import"""
        later, fec = [("id", ">", self.id)], self._get_fec_domain()
        if self.kind in LISTS and (first := self._get_first_day()):
            return self.search([*fec, *later, ("last_day", ">=", first)])
        if self.kind != "fec" or not self.last_day:
            return self.browse()
        followers = self.search(
            [
                *fec,
                *later,
                "|",
                ("opening_day", ">", self.last_day),
                ("last_day", "<", self.opening_day),
            ]
        )
        company, lists = ("company_id", "=", self.company_id.id), ("kind", "in", LISTS)
        others = self.search([company, lists, ("state", "!=", "undone"), *later])
        return followers | others.filtered(self._is_follower)

    def _is_follower(self, other):
        """:param tpe.import other: a list that came after this FEC
        :return: whether it left out or settled what this one holds
        :rtype: bool"""
        if (other.report or {}).get("totals", {}).get("there"):
            return True
        day = other._get_first_day()
        return bool(self.opening_day and day and day < self.opening_day)

    def _get_first_day(self):
        """:return: date of the oldest document that came in, None without any
        :rtype: date | None"""
        ((day,),) = self.env.execute_query(
            SQL(
                """
                SELECT MIN(move.invoice_date)
                  FROM tpe_import_record record
                  JOIN account_move move ON move.id = record.res_id
                 WHERE record.import_id = %s AND record.res_model = 'account.move'
                """,
                self.id,
            )
        )
        return day

    def _take_back(self, records):
        """Delete records of one model, unless something stands on them.

        :param records: what the import brought
        """
        own = set(records.ids)
        is_moves = records._name == "account.move"
        refuse = self._refuse_used_moves if is_moves else self._refuse_used
        if is_moves:
            self._unmatch(records)
        for ids in split_every(CHUNK, records.ids):
            some = records.browse(ids)
            refuse(some, own)
            self._delete(some)
            self.env.invalidate_all()

    def _unmatch(self, moves):
        """Take apart what documents of the import settle of each other, at once: all of
        it goes, and what is left to pay in between is no matter. Where anything else
        takes part, Odoo takes it apart.

        :param account.move moves: all that the import brought
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH item AS (
                     SELECT id FROM account_move_line WHERE move_id = ANY(%s)),
                match AS (
                     SELECT id, full_reconcile_id AS whole_id,
                            debit_move_id IN (SELECT id FROM item)
                            AND credit_move_id IN (SELECT id FROM item)
                            AND exchange_move_id IS NULL
                            AND id NOT IN (
                                SELECT tax_cash_basis_rec_id FROM account_move
                                 WHERE tax_cash_basis_rec_id IS NOT NULL) AS is_own
                       FROM account_partial_reconcile)
                DELETE FROM account_partial_reconcile partial
                 USING match
                 WHERE partial.id = match.id AND is_own
                   AND (whole_id IS NULL OR whole_id NOT IN (
                        SELECT whole_id FROM match
                         WHERE NOT is_own AND whole_id IS NOT NULL))
                RETURNING whole_id
                """,
                moves.ids,
            )
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM account_full_reconcile WHERE id = ANY(%s)",
                [id_ for (id_,) in rows if id_],
            )
        )
        self.env.invalidate_all(flush=False)

    def _delete(self, records):
        """Delete some records.

        :param records: what the import brought
        :raise UserError: when something that nobody looked for stands on one of them
        """
        stored = [field for field in records._fields.values() if field.store]
        computed = [field for field in stored if field.compute]
        try:
            with (
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
                # what goes needs no sums of what is left of it
                self.env.protecting(computed, records),
            ):
                records.unlink()
        except IntegrityError as error:
            raise UserError(
                self.env._(
                    "“%(file)s” cannot be taken back: other records use what it "
                    "brought (%(table)s).",
                    file=self.name,
                    table=self._name_table(error.diag.table_name or ""),
                )
            ) from error

    def _name_table(self, table):
        """:param str table: a table of the database
        :return: what people call its records, the table itself when they do not
        :rtype: str"""
        names = (
            name
            for name, model in self.env.registry.items()
            if model._table == table and not model._abstract
        )
        # the name of a kind of record is no secret
        model_sudo = self.env["ir.model"].sudo()._get(next(names, ""))
        return model_sudo.name or table

    def _refuse_used_moves(self, moves, own):
        """:raise UserError: when a document was paid, matched, sealed or corrected"""
        sealed = moves.filtered(lambda move: move._tpe_is_sealed())
        self._refuse(sealed, self.env._("sealed in the archive"))
        items = moves.line_ids
        partials = items.matched_debit_ids | items.matched_credit_ids
        # read at once what is asked for of one match after the other, by core too
        sides = partials.debit_move_id | partials.credit_move_id
        sides.move_id.mapped("matched_payment_ids")
        outside = partials.filtered(lambda partial: self._is_used(partial, own))
        sides = outside.debit_move_id | outside.credit_move_id
        self._refuse_later(sides.move_id)
        matched = sides & items
        self._refuse(matched.move_id, self.env._("paid or matched since"))
        corrected = moves.reversal_move_ids.filtered(lambda move: move.id not in own)
        self._refuse_later(corrected)
        self._refuse(corrected.reversed_entry_id, self.env._("corrected since"))

    def _is_used(self, partial, own):
        """:param account.partial.reconcile partial: a match of an item of the import
        :param set own: ids of its documents
        :return: whether something else stands on the item; a payment of the past may
            settle what an earlier file left open
        :rtype: bool"""
        sides = partial.debit_move_id | partial.credit_move_id
        mine = sides.filtered(lambda item: item.move_id.id in own)
        others = sides - mine
        if not others:
            return False
        return mine.move_type != "entry" or not others.move_id.tpe_is_imported

    def _refuse_used(self, records, own):
        """:raise UserError: when documents of other origin use a customer or product"""
        if records._name == "res.partner":
            uses = self._find_partner_uses(records, own)
        else:
            uses = self._find_product_uses(records)
        self._refuse(uses & records, self.env._("used since"))

    def _find_partner_uses(self, partners, own):
        """:param set own: ids of all customers of the import
        :return: customers who have documents, users or contacts of other origin
        :rtype: res.partner"""
        domain = [("partner_id", "in", partners.ids)]
        items = self.env["account.move.line"].search(domain)
        moves = self.env["account.move"].search(domain)
        self._refuse_later(items.move_id | moves)
        used = items.partner_id | moves.partner_id
        used |= self.env["sale.order"].search(domain).partner_id
        used |= self.env["contract.contract"].search(domain).partner_id
        users = self.env["res.users"].with_context(active_test=False)
        used |= users.search(domain).partner_id
        children = self.env["res.partner"].search([("parent_id", "in", partners.ids)])
        strangers = children.filtered(lambda child: child.id not in own)
        self._refuse_later(strangers)
        return used | strangers.parent_id

    def _find_product_uses(self, templates):
        """:return: products that stand on lines of documents
        :rtype: product.template"""
        domain = [("product_id.product_tmpl_id", "in", templates.ids)]
        items = self.env["account.move.line"].search(domain)
        self._refuse_later(items.move_id)
        used = items.product_id
        used |= self.env["sale.order.line"].search(domain).product_id
        used |= self.env["contract.line"].search(domain).product_id
        return used.product_tmpl_id

    def _refuse(self, records, reason):
        """:raise UserError: naming the records that stand in the way, if any do"""
        if not records:
            return
        names = records[:MOST_NAMED].mapped("display_name")
        if len(records) > MOST_NAMED:
            names.append("…")
        raise UserError(
            self.env._(
                "“%(file)s” cannot be taken back: %(names)s (%(reason)s).",
                file=self.name,
                names=", ".join(names),
                reason=reason,
            )
        )
