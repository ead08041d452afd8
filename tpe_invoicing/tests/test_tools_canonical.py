# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
import json
import re
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from odoo.tests import BaseCase, tagged

from ..tools import chain, signing

GUIDE = Path(__file__).parents[1] / "readme" / "DEVELOP.rst"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestCanonicalForm(BaseCase):
    """The guide for those who verify without us: every byte of it is true."""

    def setUp(self):
        super().setUp()
        text = GUIDE.read_text(encoding="utf-8").split("The archive, byte by byte")[1]
        blocks = re.findall(r"code-block:: text\n\n((?:   .*\n)+)", text)
        form, seal = ([line.strip() for line in each.splitlines()] for each in blocks)
        self.text = text
        self.form, self.hash = "".join(form).encode(), seal[0]
        self.signature = "".join(seal[1:])
        self.key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))

    def test_the_example_is_recomputed_from_the_words_alone(self):
        self.assertEqual(len(self.form), 620)
        found = hashlib.sha256(b"0" * 64 + self.form).hexdigest()
        self.assertEqual(found, self.hash)
        message = b"tpe-archive-entry:" + self.hash.encode()
        public = self.key.public_key()
        public.verify(bytes.fromhex(self.signature), message)
        said = json.loads(self.form)
        name = hashlib.sha256(public.public_bytes_raw()).hexdigest()
        self.assertEqual(said["key"], name)
        self.assertEqual(said["sha256"], hashlib.sha256(b"%PDF-").hexdigest())
        self.assertEqual(said["xml_sha256"], hashlib.sha256(b"<a/>").hexdigest())

    def test_the_program_writes_what_the_guide_says(self):
        said = json.loads(self.form)
        self.assertEqual(said.pop("v"), 1)
        self.assertEqual(chain.hash_entry(said, chain.GENESIS), self.hash)
        message = chain.ENTRY + self.hash.encode()
        self.assertEqual(signing.sign(self.key, message), self.signature)

    def test_the_guide_names_every_column(self):
        names = re.findall(r"``(\w+)``", self.text.split("No space")[0])
        self.assertEqual(set(names) - {"tpe"}, {*chain.COLUMNS, "v"})
