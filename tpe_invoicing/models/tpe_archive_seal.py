# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
import logging
from collections import defaultdict, namedtuple
from datetime import datetime, timedelta

import psycopg2.errors

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.chain import ENTRY, GENESIS, dump, hash_entry
from ..tools.durable import read_head, write_head
from ..tools.signing import sign

_logger = logging.getLogger(__name__)

# one lock for each company: no two transactions add to a chain at once
LOCK = 0x5EA1
STAMP = "%Y-%m-%dT%H:%M:%S.%fZ"
# clocks of several servers differ a little; more than that is told by the audit
SKEW = timedelta(minutes=5)
Head = namedtuple("Head", "number entry_hash sealed_at key")
HEAD = """
    SELECT e.number, e.entry_hash, e.sealed_at, k.name AS key
      FROM tpe_archive_entry e JOIN tpe_archive_key k ON k.id = e.key_id
     WHERE e.company_id = %s ORDER BY e.number DESC LIMIT 1
"""


class TpeArchiveEntry(models.Model):
    """How entries are made: lock the chain, store the file, sign, insert."""

    _inherit = "tpe.archive.entry"

    @api.model
    def _seal_documents(self, documents):
        """Seal documents: store their bytes durably and add one entry for each.

        Everything happens in the transaction of the caller and nothing is committed:
        when it is rolled back, nothing was sealed.

        :param list[dict] documents: ``kind``, ``company_id``, ``move_id`` or False,
            ``name``, ``date``, ``partner_id`` or False, ``partner_name``, ``currency``
            (code), ``amount_untaxed``, ``amount_tax``, ``amount_total`` (decimal
            strings or None), ``filename``, ``pdf`` (bytes or None), ``xml`` (bytes or
            None), ``meta`` (dict of JSON values)
        :return: the entries, in the same order
        :rtype: tpe.archive.entry
        :raises UserError: when the disk is full or the key cannot be used
        """
        chains = defaultdict(list)
        for at, document in enumerate(documents):
            chains[document["company_id"]].append((at, document))
        ids = [None] * len(documents)
        # always in the same order, so that two transactions never wait for each other
        for company_id in sorted(chains):
            places, own = zip(*chains[company_id], strict=True)
            for at, entry_id in zip(
                places, self._seal_chain(company_id, own), strict=True
            ):
                ids[at] = entry_id
        moves = self.env["account.move"].browse(
            {document["move_id"] for document in documents if document["move_id"]}
        )
        moves.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])
        return self.browse(ids)

    @api.model
    def _seal_chain(self, company_id, documents):
        """:return: ids of the entries added to the chain of a company, in order
        :rtype: list[int]"""
        head, ids, database = self._lock_chain(company_id, len(documents))
        key_id, key, private = self.env["tpe.archive.key"]._get_current()
        rows = []
        if head.key not in (None, key):
            announcement, head = self._announce_key(company_id, head, key)
            rows.append(announcement)
        attachments = self._prepare_attachments(documents, ids)
        attachment_ids = self.env["ir.attachment"]._tpe_store_originals(attachments)
        number, previous, sealed_at = head.number, head.entry_hash, head.sealed_at
        for at, document in enumerate(documents):
            number += 1
            sealed_at = self._get_seal_time(sealed_at)
            row = self._prepare_row(document, attachment_ids[at])
            row.update(number=number, key=key, sealed_at=sealed_at.strftime(STAMP))
            row.update(previous_hash=previous, entry_hash=hash_entry(row, previous))
            previous = row["entry_hash"]
            row["signature"] = sign(private, ENTRY + previous.encode())
            row.update(id=ids[at], key_id=key_id, xml_data=document["xml"])
            row["currency_id"] = self._get_currency_id(row["currency"])
            rows.append(row)
        self._insert_rows(rows)
        self._note_head(company_id, database, number, previous)
        return ids

    # === THE CHAIN === #

    @api.model
    def _lock_chain(self, company_id, count):
        """Wait until nobody else adds to the chain, and read its end.

        The end is read by another transaction too: this one looks at the database as
        it was when it began, and would not see what was sealed while it waited.

        :param int company_id: whose chain
        :param int count: how many ids of entries are wanted
        :return: the end of the chain, ids for new entries, oid of the database
        :rtype: tuple[Head, list[int], int]
        """
        cr = self.env.cr
        cr.execute(
            """
            WITH held AS MATERIALIZED (SELECT pg_advisory_xact_lock(%s, %s))
            SELECT (SELECT oid FROM pg_database WHERE datname = current_database()),
                   ARRAY(SELECT nextval('tpe_archive_entry_id_seq')
                           FROM generate_series(1, %s))
              FROM held
            """,
            [LOCK, company_id, count],
        )
        database, ids = cr.fetchone()
        cr.execute(HEAD, [company_id])
        heads = cr.fetchall()
        with self.env.registry.cursor() as fresh:
            fresh.execute(HEAD, [company_id])
            heads += fresh.fetchall()
        head = max((Head(*row) for row in heads), default=Head(0, GENESIS, None, None))
        noted = read_head(self._get_head_path(company_id, database))
        if noted and noted[0] > head.number:
            # entries were lost, as after the restore of an old backup: their numbers
            # are not given again, and the audit names them as long as they are missing
            head = Head(*noted, head.sealed_at, head.key)
        return head, ids, database

    @api.model
    def _get_head_path(self, company_id, database):
        """:return: where the end of the chain is noted outside the database
        :rtype: Path"""
        keys = self.env["tpe.archive.key"]
        name = f"{keys._get_prefix()}-{database}-{company_id}.head"
        return keys._get_folder() / name

    @api.model
    def _note_head(self, company_id, database, number, entry_hash):
        """Note the end of the chain outside the database, once it is committed: who
        cuts off the end of the table cannot cut it there."""
        path = self._get_head_path(company_id, database)

        def note():
            try:
                write_head(path, number, entry_hash)
            except OSError:  # the entries are sealed all the same
                _logger.warning("the end of the chain could not be noted outside")

        self.env.cr.postcommit.add(note)

    @api.model
    def _get_seal_time(self, previous):
        """:return: now; the time of the entry before when the clock is a little behind
        :rtype: datetime"""
        now = fields.Datetime.now()
        if previous and now < previous <= now + SKEW:
            return previous
        return now

    @api.model
    def _announce_key(self, company_id, head, key):
        """Prepare the entry that tells of another key: signed by the old key when this
        server still has it, else by the new one.

        :return: row of the entry, and the end of the chain with it
        :rtype: tuple[dict, Head]
        """
        keys = self.env["tpe.archive.key"]
        privates = keys._get_privates()
        signer = head.key if head.key in privates else key
        sealed_at = self._get_seal_time(head.sealed_at)
        reason = "lost" if signer == key else "rotated"
        record = keys.search([("name", "=", key)])
        meta = {"key": key, "public": record.public_key, "reason": reason}
        document = {
            "kind": "key",
            "company_id": company_id,
            "name": key[:16],
            "date": fields.Date.to_date(sealed_at),
            "meta": {**meta, "previous": head.key},
        }
        row = self._prepare_row(document, None)
        row.update(number=head.number + 1, key=signer, previous_hash=head.entry_hash)
        row["sealed_at"] = sealed_at.strftime(STAMP)
        row["entry_hash"] = hash_entry(row, head.entry_hash)
        row["signature"] = sign(privates[signer], ENTRY + row["entry_hash"].encode())
        row["key_id"] = keys.search([("name", "=", signer)]).id
        row["id"] = self.env.execute_query(
            SQL("SELECT nextval('tpe_archive_entry_id_seq')")
        )[0][0]
        row.update(xml_data=None, currency_id=None)
        return row, Head(row["number"], row["entry_hash"], sealed_at, key)

    # === ROWS === #

    @api.model
    @tools.ormcache("code")
    def _get_currency_id(self, code):
        """:param str code: code of a currency, or None
        :return: its id
        :rtype: int"""
        currencies = self.env["res.currency"].with_context(active_test=False)
        return (code and currencies.search([("name", "=", code)]).id) or None

    @api.model
    def _prepare_attachments(self, documents, ids):
        """:return: for each document the values of its attachment, or None
        :rtype: list[dict]"""
        values = []
        for document, entry_id in zip(documents, ids, strict=True):
            move_id = document["move_id"]
            values.append(
                document["pdf"]
                and {
                    "name": document["filename"],
                    "raw": document["pdf"],
                    "company_id": document["company_id"],
                    # core serves and mails what stands in this field of the invoice
                    "res_model": "account.move" if move_id else self._name,
                    "res_id": move_id or entry_id,
                    "res_field": "invoice_pdf_report_file" if move_id else False,
                }
            )
        return values

    @api.model
    def _prepare_row(self, document, attachment_id):
        """:return: the columns of an entry that its hash covers, but for its place
        :rtype: dict"""
        pdf, xml = document.get("pdf"), document.get("xml")
        meta = dict(document["meta"], user=self.env.uid)
        names = ("move_id", "partner_id", "partner_name", "currency", "filename")
        amounts = ("amount_untaxed", "amount_tax", "amount_total")
        return {
            **{name: document.get(name) or None for name in (*names, *amounts)},
            "kind": document["kind"],
            "company_id": document["company_id"],
            "name": document["name"],
            "date": fields.Date.to_string(document["date"]),
            "attachment_id": attachment_id or None,
            "size": len(pdf) if pdf else None,
            "sha256": hashlib.sha256(pdf).hexdigest() if pdf else None,
            "xml_sha256": hashlib.sha256(xml).hexdigest() if xml else None,
            "meta": dump(meta).decode(),
        }

    @api.model
    def _insert_rows(self, rows):
        """Insert entries as they were hashed: the ORM would round and convert."""
        columns = {
            **dict.fromkeys(rows[0]),
            "partner_id": "partner_ref",
            "key": None,
            "currency": None,
        }
        names = [name for name in columns if name not in ("key", "currency")]
        values = []
        for row in rows:
            sealed_at = datetime.strptime(row["sealed_at"], STAMP)  # noqa: DTZ007
            row = dict(row, sealed_at=sealed_at)
            values.append(SQL("%s", tuple(row[name] for name in names)))
        try:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO tpe_archive_entry (%s) VALUES %s",
                    SQL(", ").join(
                        SQL.identifier(columns[name] or name) for name in names
                    ),
                    SQL(", ").join(values),
                )
            )
        except psycopg2.errors.DiskFull as error:
            raise UserError(self._get_full_message()) from error

    @api.model
    def _get_full_message(self):
        """:return: what a full disk means for the user
        :rtype: str"""
        return self.env._(
            "The disk is full or refuses to write, so nothing was issued or sealed and "
            "nothing has changed. Free some space, then try again."
        )
