# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people write or upload is shown or left out: never run, read or fetched."""

import base64
import io
import os
import socket

import pikepdf
from PIL import Image

from odoo.tests import tagged

from ..tools import proof
from .common import TpeCommon

WEIGHT = 20_000_000
FORBIDDEN = ("/JavaScript", "/JS", "/Launch", "/SubmitForm", "/OpenAction", "/AA")
MARK = "root:x:0:0"  # how a list of the machine's users begins


@tagged("post_install_l10n", "post_install", "-at_install")
class TestHostileInput(TpeCommon):
    def setUp(self):
        super().setUp()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.door.setblocking(False)
        self.addCleanup(self.door.close)
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}/x.png"

    def _assert_nobody_came(self):
        with self.assertRaises(BlockingIOError):
            self.door.accept()

    def _make_template(self, **values):
        classic = self.env.ref("tpe_invoicing.tpe_invoice_template_classic")
        return classic.copy({"company_id": self.company.id, **values})

    def _issue(self, template, **values):
        move = self._make(tpe_invoice_template_id=template.id, **values)
        move.tpe_issue()
        return base64.b64decode(move.tpe_document()[0]["content"])

    def _draw_logo(self):
        return (
            '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY p SYSTEM "/etc/passwd">]>'
            '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30" '
            "xmlns:xlink='http://www.w3.org/1999/xlink' "
            f"onload='fetch(\"{self.url}\")'>"
            f'<style>@import url({self.url}); rect {{fill: url("{self.url}")}}</style>'
            f'<script href="{self.url}">alert(1)</script>'
            f'<image xlink:href="{self.url}" width="9" height="9"/>'
            '<image href="file:///etc/passwd" width="9" height="9"/>'
            f'<use href="{self.url}#a"/><foreignObject>&p;</foreignObject>'
            f'<rect width="90" height="30" style="fill:url({self.url})"/></svg>'
        )

    def test_names_lines_terms_and_logos_fetch_nothing_and_run_nothing(self):
        bait = (
            f'<img src="{self.url}"><link href="{self.url}">#image("{self.url}") '
            '#read("/etc/passwd") {{7*7}} \\input{/etc/passwd} $eval$'
        )
        self.business.write({"name": bait, "street2": bait})
        self.company.tpe_insurer = bait
        template = self._make_template(
            logo=base64.b64encode(self._draw_logo().encode()),
            footer=bait,
            intro=bait,
        )
        move = self._make(tpe_invoice_template_id=template.id)
        move.invoice_line_ids.name = bait
        move.narration = (
            f'<p>Seen</p><img src="{self.url}"><iframe src="{self.url}"></iframe>'
            f"<style>@import url({self.url})</style><script>alert(1)</script>"
        )
        move.tpe_issue()
        content = base64.b64decode(move.tpe_document()[0]["content"])
        self._assert_nobody_came()
        text = "".join(proof.read_text(content).split())
        self.assertIn('#read("/etc/passwd")', text)
        self.assertNotIn(MARK, text)
        self.assertNotIn("alert(1)", text)
        with pikepdf.open(io.BytesIO(content)) as pdf:
            self.assertEqual(list(pdf.attachments), ["factur-x.xml"])
            for item in pdf.objects:
                if isinstance(item, pikepdf.Dictionary):
                    self.assertFalse([key for key in FORBIDDEN if key in item])

    def test_a_design_of_a_person_fetches_nothing(self):
        classic = self._make_template()
        action = classic.action_copy_design()
        own = classic.browse(action["res_id"])
        good = own.source
        for call in (
            f'#image("{self.url}")',
            f'#read("{self.url}")',
            f'#include "{self.url}"',
            f'#bibliography("{self.url}")',
            f"#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='9' "
            f"height='9'><image href='{self.url}' width='9' height='9'/></svg>\"))",
        ):
            own.source = f"{good}\n{call}"
            self._issue(own)
        # the last good one is in force, or what is fetched is left out
        self._assert_nobody_came()

    def test_a_logo_of_twenty_megabytes_is_made_small(self):
        side = int((WEIGHT / 3) ** 0.5) + 1
        target = io.BytesIO()
        noise = Image.frombytes("RGB", (side, side), os.urandom(3 * side * side))
        noise.save(target, "PNG", compress_level=0)
        picture = target.getvalue()
        self.assertGreater(len(picture), WEIGHT)
        content = self._issue(self._make_template(logo=base64.b64encode(picture)))
        self.assertLess(len(content), WEIGHT / 20)

    def test_a_logo_that_is_cut_off_is_left_out_and_told(self):
        target = io.BytesIO()
        Image.effect_noise((300, 100), 90).save(target, "PNG")
        picture = base64.b64encode(target.getvalue()[:9000])
        template = self._make_template(logo=picture)
        answer = template.tpe_preview(template.id, {})
        self.assertIn("cannot be read", answer["notes"][0])
        self.assertTrue(self._issue(template))
