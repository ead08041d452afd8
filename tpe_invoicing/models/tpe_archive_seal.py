# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
import logging
from collections import defaultdict, namedtuple
from datetime import timedelta
from functools import lru_cache, partial

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ..tools.chain import ENTRY, GENESIS, dump, hash_entry
from ..tools.durable import read_head, write_head
from ..tools.signing import get_public, sign
from .tpe_archive_append import LOCK, End, get_column

_logger = logging.getLogger(__name__)

STAMP = "%Y-%m-%dT%H:%M:%S.%fZ"
# clocks of several servers differ a little; more than that is told by the audit
SKEW = timedelta(minutes=5)
Head = namedtuple("Head", "number entry_hash sealed_at key")
START = Head(0, GENESIS, None, None)
Hold = namedtuple("Hold", "head ids file_ids database path key_id")
HEAD = """
    SELECT e.number, e.entry_hash, e.sealed_at, k.name AS key
      FROM tpe_archive_entry e JOIN tpe_archive_key k ON k.id = e.key_id
     WHERE e.company_id = %(company)s ORDER BY e.number DESC LIMIT 1
"""
# a function, as the database keeps the plan of what stands in one
MAKE_HOLD = """
    CREATE OR REPLACE FUNCTION tpe_archive_hold(
        company integer, signer text, entries integer, files integer,
        OUT database bigint, OUT key_id integer, OUT last_id integer,
        OUT ids integer[], OUT file_ids integer[], OUT number integer,
        OUT entry_hash text, OUT sealed_at timestamp, OUT key text)
    LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(%(lock)s);
        -- see ir.attachment._tpe_hold_cleaning_off: no round trip of its own
        LOCK TABLE ir_attachment IN ROW EXCLUSIVE MODE;
        database := (SELECT oid FROM pg_database WHERE datname = current_database());
        key_id := (SELECT k.id FROM tpe_archive_key k WHERE k.name = signer);
        last_id := (SELECT MAX(e.id) FROM tpe_archive_entry e);
        ids := ARRAY(SELECT nextval('tpe_archive_entry_id_seq')
                       FROM generate_series(1, entries));
        file_ids := ARRAY(SELECT nextval('ir_attachment_id_seq')
                            FROM generate_series(1, files));
        SELECT e.number, e.entry_hash, e.sealed_at, k.name
          INTO number, entry_hash, sealed_at, key
          FROM tpe_archive_entry e JOIN tpe_archive_key k ON k.id = e.key_id
         WHERE e.company_id = company ORDER BY e.number DESC LIMIT 1;
    END $$
"""
HOLD = """
    SELECT database, key_id, last_id, ids, file_ids, number, entry_hash, sealed_at, key
      FROM tpe_archive_hold(%(company)s, %(key)s, %(count)s, %(files)s)
"""
KEPT = """
    SELECT 1 FROM tpe_archive_entry
     WHERE company_id = %s AND number = %s AND entry_hash = %s
"""


@lru_cache(maxsize=8)
def _list_columns(names):
    """:return: the columns of these values, for an INSERT
    :rtype: SQL"""
    return SQL(", ").join(SQL.identifier(get_column(name)) for name in names)


class TpeArchiveEntry(models.Model):
    """How entries are made: lock the chain, store the file, sign, insert."""

    _inherit = "tpe.archive.entry"

    def init(self):
        self.env.cr.execute(MAKE_HOLD, {"lock": LOCK})
        return super().init()

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
        for company_id, own in chains.items():
            places, own = zip(*own, strict=True)
            for at, row_id in zip(
                places, self._seal_chain(company_id, own), strict=True
            ):
                ids[at] = row_id
        moves = self.env["account.move"].browse(
            {document["move_id"] for document in documents if document["move_id"]}
        )
        moves.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])
        return self.browse(ids)

    @api.model
    def _seal_chain(self, company_id, documents):
        """:return: ids of the entries added to the chain of a company, in order
        :rtype: list[int]"""
        keys, rows = self.env["tpe.archive.key"], []
        key, private = keys._get_current()
        files = [self._prepare_file(document) for document in documents]
        with self.env["ir.attachment"]._tpe_writing(
            [values for values in files if values]
        ) as store:
            if len(documents) == 1:
                signer = (key, private)
                if entry_id := self._append(documents[0], files[0], signer, store):
                    return [entry_id]
            hold = self._lock_chain(company_id, documents, key)
            head, key_id = hold.head, hold.key_id or keys._get_key_id(private)
            if head.key not in (None, key):
                announcement, head = self._announce_key(company_id, head, key)
                rows.append(announcement)
            file_ids, statement = self._store_files(files, documents, hold, store)
            for at, document in enumerate(documents):
                row = self._prepare_row(document, file_ids[at])
                head = self._sign_row(row, head, key, private)
                row.update(id=hold.ids[at], key_id=key_id)
                rows.append(row)
            is_lasting = self._insert_rows(rows, statement)
        self._note_head(company_id, hold.path, head, is_lasting)
        end = End(head, key_id, hold.database, hold.path, hold.file_ids[-1])
        self._remember_end(company_id, end)
        return hold.ids

    # === THE CHAIN === #

    @api.model
    def _lock_chain(self, company_id, documents, key):
        """Wait until nobody else seals, and read the end of the chain.

        :param int company_id: whose chain
        :param list[dict] documents: what will be sealed
        :param str key: fingerprint of the key that will sign
        :return: the end of the chain, ids for new entries and files, oid of the
            database, where the end is noted outside, id of the key if it is known
        :rtype: Hold
        """
        count = len(documents)
        values = {"company": company_id, "key": key, "count": count}
        # and one for the document after
        values["files"] = 1 + sum(bool(document["pdf"]) for document in documents)
        self.env.cr.execute(HOLD, values)
        database, key_id, last_id, ids, file_ids, *end = self.env.cr.fetchone()
        head = Head(*end) if end[0] else START
        if not ids or (last_id or 0) != ids[0] - 1:
            # this transaction looks at the database as it was when it began: what
            # others sealed since, while it waited, another transaction has to read
            with self.env.registry.cursor() as fresh:
                fresh.execute(HEAD, values)
                head = max([head, *(Head(*row) for row in fresh.fetchall())])
        path = self._get_head_path(company_id, database)
        self._adopt_head(company_id, path)
        noted = read_head(path)
        if noted and noted[0] > head[0]:
            # entries were lost, as after the restore of an old backup: their numbers
            # are not given again, and the audit names them as long as they are missing
            head = Head(*noted, head.sealed_at, head.key)
        return Hold(head, ids, file_ids, database, path, key_id)

    @api.model
    def _sign_row(self, row, head, key, private):
        """Give a row its place after the end of the chain, and sign it.

        :return: the new end of the chain
        :rtype: Head
        """
        sealed_at = self._get_seal_time(head.sealed_at)
        row.update(number=head.number + 1, key=key, sealed_at=sealed_at.strftime(STAMP))
        row["previous_hash"] = head.entry_hash
        row["entry_hash"] = hash_entry(row, head.entry_hash)
        row["signature"] = sign(private, ENTRY + row["entry_hash"].encode())
        return Head(row["number"], row["entry_hash"], sealed_at, key)

    @api.model
    def _get_head_path(self, company_id, database):
        """:return: where the end of the chain is noted outside the database
        :rtype: Path"""
        return self.env["tpe.archive.key"]._get_file(f"-{database}-{company_id}.head")

    @api.model
    def _get_database(self):
        """:return: oid of this database: a copy of it is another one
        :rtype: int"""
        return self.env.execute_query(
            SQL("SELECT oid FROM pg_database WHERE datname = current_database()")
        )[0][0]

    @api.model
    def _note_head(self, company_id, path, head, is_lasting):
        """Note the end of the chain outside the database, once it is committed: who
        cuts off the end of the table cannot cut it there.

        :param int company_id: whose chain
        :param Path path: where it is noted
        :param Head head: the end of the chain
        :param bool is_lasting: whether no savepoint can take it back
        """
        cr = self.env.cr

        def note():
            if not is_lasting:
                cr.execute(KEPT, [company_id, head.number, head.entry_hash])
                is_kept = cr.fetchone()
                cr.connection.rollback()  # only looked: what follows begins afresh
                if not is_kept:
                    return
            try:
                mark = partial(self._get_mark, company_id)
                write_head(path, head.number, head.entry_hash, mark)
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
        if signer == key:
            keys._refuse_other_server(company_id, key, head.key)
        document = {
            "kind": "key",
            "company_id": company_id,
            "name": key[:16],
            "date": fields.Date.context_today(self),
            "meta": {
                "key": key,
                "public": get_public(privates[key]),
                "previous": head.key,
                "reason": "lost" if signer == key else "rotated",
            },
        }
        row = self._prepare_row(document, None)
        head = self._sign_row(row, head, signer, privates[signer])
        row["key_id"] = keys._get_key_id(privates[signer])
        row["id"] = self.env.execute_query(
            SQL("SELECT nextval('tpe_archive_entry_id_seq')")
        )[0][0]
        return row, head._replace(key=key)

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
    def _prepare_file(self, document):
        """:param dict document: what is sealed
        :return: what is known of its file before its place is; None when it has none
        :rtype: dict or None"""
        if not document["pdf"]:
            return None
        return {
            "name": document["filename"],
            "raw": document["pdf"],
            "company_id": document["company_id"],
        }

    @api.model
    def _place_file(self, values, document, file_id, entry_id):
        """Complete the values of a file with where it stands in Odoo."""
        move_id = document["move_id"]
        values.update(
            {
                "id": file_id,
                # core serves and mails what stands in this field of an invoice
                "res_model": "account.move" if move_id else self._name,
                "res_id": move_id or entry_id,
                "res_field": "invoice_pdf_report_file" if move_id else False,
            }
        )

    @api.model
    def _store_files(self, files, documents, hold, store):
        """Store the files of documents durably.

        :param list[dict] files: of each document, see :meth:`_prepare_file`
        :param list[dict] documents: what is sealed
        :param Hold hold: with the ids to use
        :param Store store: has begun to write them
        :return: for each document the id of its attachment or None, and the statement
            that is still to be run with the insertion of the entries
        :rtype: tuple[list[int], SQL]
        """
        values_list, file_ids = [], iter(hold.file_ids)
        for values, document, entry_id in zip(files, documents, hold.ids, strict=True):
            if values:
                self._place_file(values, document, next(file_ids), entry_id)
                values_list.append(values)
        attachments = self.env["ir.attachment"]
        ids, statement = attachments._tpe_store_originals(values_list, store)
        ids = iter(ids)
        return [next(ids) if values else None for values in files], statement

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
            "xml_data": self._prepare_stored(document["company_id"], xml) or None,
            "currency_id": self._get_currency_id(document.get("currency") or None),
        }

    @api.model
    def _insert_rows(self, rows, statement):
        """Insert entries as they were hashed: the ORM would round and convert.

        :param list[dict] rows: entries
        :param SQL statement: runs before, in the same round trip
        :return: whether they last once all is committed: no savepoint is open that
            could take them back before
        :rtype: bool
        """
        names = tuple(name for name in rows[0] if name not in ("key", "currency"))
        # one by one: psycopg2 takes long over a tuple
        places = f"({', '.join(['%s'] * len(names))})"
        values = [SQL(places, *(row[name] for name in names)) for row in rows]
        self.env.cr.execute(
            SQL(
                "%s INSERT INTO tpe_archive_entry (%s) VALUES %s "
                "RETURNING xmin = pg_current_xact_id()::xid",
                statement,
                _list_columns(names),
                SQL(", ").join(values),
            )
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _get_full_message(self):
        """:return: what a full disk means for the user
        :rtype: str"""
        return self.env._(
            "The disk is full or refuses to write, so nothing was issued or sealed and "
            "nothing has changed. Free some space, then try again."
        )
