# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A company with an archive of its own, its files and keys in a folder of the test."""

import shutil
import tempfile
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from unittest.mock import patch

from odoo.tests import TransactionCase

from ..tools.durable import write_head


class TpeArchiveCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(tempfile.mkdtemp(prefix="tpe-archive-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        keys, files = cls.env["tpe.archive.key"], cls.env["ir.attachment"]
        cls.classPatch(type(keys), "_get_folder", lambda self: cls.folder / "seal")
        store = str(cls.folder / "files")
        cls.classPatch(type(files), "_filestore", lambda self: store)
        cls.company = cls.env["res.company"].create(
            {"name": "Menuiserie Kermorvan", "company_registry": "40483304800022"}
        )
        cls.archive = cls.env["tpe.archive.entry"]
        cls._use_storage("file")

    @classmethod
    def _use_storage(cls, name):
        cls.env["ir.config_parameter"].set_param("ir_attachment.location", name)

    @classmethod
    def _prepare(cls, number, **values):
        return {
            "kind": "invoice",
            "company_id": cls.company.id,
            "move_id": False,
            "name": f"FAC/2026/{number:05d}",
            "date": date(2026, 11, 24),
            "partner_id": False,
            "partner_name": "Bâti Ouest",
            "currency": "EUR",
            "amount_untaxed": "100.00",
            "amount_tax": "20.00",
            "amount_total": "120.00",
            "filename": f"FAC-2026-{number:05d}.pdf",
            "pdf": f"%PDF-1.7 {number} {cls.__name__}".encode(),
            "xml": f"<invoice>{number}</invoice>".encode(),
            "meta": {"template": "classic/19.0.1"},
            **values,
        }

    @classmethod
    def _seal(cls, count=3, first=1, **values):
        return cls.archive._seal_documents(
            [cls._prepare(n, **values) for n in range(first, first + count)]
        )

    @classmethod
    def _note_end(cls, entry):
        """Note the end of the chain outside, as after a commit."""
        path = cls.archive._get_head_path(cls.company.id, cls.archive._get_database())
        write_head(path, entry.number, entry.entry_hash)

    def _verify(self, *args):
        answer = self.archive.tpe_verify(self.company.id, *args)
        self.assertEqual(answer["ok"], not answer["problems"])
        return [(p["number"], p["kind"]) for p in answer["problems"]]

    @contextmanager
    def _behind_odoo(self):
        """Let the table be changed as a person with the database's password can."""
        self.env.flush_all()
        with self.env.cr.savepoint(flush=False):
            self.env.cr.execute("SET LOCAL session_replication_role = replica")
            yield self.env.cr
            self.env.cr.execute("SET LOCAL session_replication_role = DEFAULT")
        self.env.invalidate_all()

    def _tamper(self, query, *args):
        with self._behind_odoo() as cr:
            cr.execute(query, args)

    def _get_path(self, entry):
        attachment = entry.attachment_id
        return Path(attachment._full_path(attachment.store_fname))

    @contextmanager
    def _failing(self, target, name, error, after=0):
        """Let a function of the system fail after some calls."""
        original, calls = getattr(target, name), []

        def fail(*args, **kwargs):
            calls.append(args)
            if len(calls) > after:
                raise error
            return original(*args, **kwargs)

        with patch.object(target, name, fail):
            yield

    @classmethod
    def _make_move(cls):
        """:return: a journal entry, in a company that has accounts"""
        company = cls.env.ref("base.main_company")
        return (
            cls.env["account.move"]
            .with_company(company)
            .create({"move_type": "entry", "date": "2026-11-24"})
        )
