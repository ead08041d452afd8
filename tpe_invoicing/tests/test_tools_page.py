# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import doctest
import io
import shutil
import subprocess
import sys
import tempfile
import threading
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

import pikepdf

from odoo.tests import BaseCase, tagged

from ..tools import (
    document,
    facturx_xml,
    logos,
    page,
    page_folder,
    pdf_objects,
    proof,
    proof_xml,
    xmp,
)
from ..tools.proof_page import squeeze
from .design_samples import DESIGNS
from .document_samples import make_invoice

SVG = "http://www.w3.org/2000/svg"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


# a process that forks once it has set a page, and once before
FORKING = """
import os, signal, sys
from tools import page
is_late = sys.argv[1] == "late"
if is_late:
    page.is_printable("a")
child = os.fork()
if not child:
    signal.alarm(60)
    try:
        os._exit(int(not page.is_printable("é") or is_late))
    except RuntimeError as error:
        os._exit(int(not is_late or "Start it again" not in str(error)))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def render(invoice):
    """:param dict invoice: see ``document_samples``
    :return: the finished document
    :rtype: bytes"""
    xml = facturx_xml.generate(invoice)
    pdf = page.render("classic", document.lay_out(invoice), NOW, xml)
    return xmp.add_facturx(pdf)


@tagged("-at_install", "post_install")
class TestPage(BaseCase):
    """XML, page and proof without a database."""

    def test_the_same_input_makes_the_same_bytes(self):
        first = render(make_invoice())
        self.assertEqual(render(make_invoice()), first)
        page.forget()
        self.assertEqual(render(make_invoice()), first)

    def test_document_declares_its_profile_once(self):
        with pikepdf.open(io.BytesIO(render(make_invoice()))) as pdf:
            packet = pdf.Root.Metadata.read_bytes().decode()
            self.assertEqual(list(pdf.attachments), ["factur-x.xml"])
        self.assertEqual(packet.count("<pdfaExtension:schemas"), 1)
        self.assertIn("<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>", packet)

    def test_metadata_are_all_that_is_changed(self):
        view = document.lay_out(make_invoice())
        pdf = page.render("classic", view, NOW, facturx_xml.generate(make_invoice()))
        finished = xmp.add_facturx(pdf)
        with pikepdf.open(io.BytesIO(pdf)) as before:
            packet = before.Root.Metadata.read_bytes()
        with pikepdf.open(io.BytesIO(finished)) as after:
            self.assertEqual(after.check_pdf_syntax(), [])
        self.assertNotEqual(finished, pdf)
        back = pdf_objects.replace_metadata(finished, lambda _packet: packet)
        self.assertEqual(back, pdf)

    def test_xml_that_is_made_later_takes_its_place(self):
        invoice = make_invoice()
        xml = facturx_xml.generate(invoice)
        finish = page.begin("classic", document.lay_out(invoice), NOW, xmp.LATER)
        # another page, meanwhile, changes none of its files
        other = page.render("minimal", document.lay_out(make_invoice()), NOW)
        finished = xmp.add_facturx(finish(), xml=xml)
        self.assertEqual(proof.read(finished), proof.read(render(invoice)))
        self.assertNotIn(xmp.LATER, finished + other)
        with pikepdf.open(io.BytesIO(finished)) as pdf:
            self.assertEqual(pdf.check_pdf_syntax(), [])
            file = pdf.attachments["factur-x.xml"].get_file()
            self.assertEqual((file.size, file.read_bytes()), (len(xml), xml))
            self.assertEqual(file.mime_type, "text/xml")

    def test_few_long_lines_have_all_their_pages_counted(self):
        invoice = make_invoice()
        invoice["BG-25"][0]["BT-154"] = "mots " * 1500
        texts = proof.read_pages(render(invoice))
        self.assertGreater(len(texts), 1)
        for number, text in enumerate(texts, 1):
            self.assertIn(f"{number}/{len(texts)}", squeeze(text))
        self.assertIn("suite", texts[1])

    def test_engine_is_given_seconds(self):
        """It keeps the class of the first datetime that it meets, even of a test's."""
        with patch.object(page, "_start") as start:
            page.begin("classic", document.lay_out(make_invoice()), NOW)
        self.assertIs(type(start.call_args.kwargs["timestamp"]), int)

    def test_folder_that_was_swept_away_is_made_again(self):
        view = document.lay_out(make_invoice())
        before = page.render("classic", view, NOW)
        shutil.rmtree(page._folder.path)
        self.assertEqual(page.render("classic", view, NOW), before)

    def test_folder_that_a_full_disk_cut_short_is_made_again(self):
        view = document.lay_out(make_invoice())
        before = page.render("classic", view, NOW)
        shutil.rmtree(page._folder.path)
        made = []
        disk = OSError("disk is full")

        def touch(path):
            made.append(path.parents[1])
            raise disk

        full = patch.object(Path, "touch", touch)
        with full, self.assertRaisesRegex(page.PageError, "disk is full"):
            page.render("classic", view, NOW)
        self.assertFalse(made[0].exists())
        self.assertEqual(page.render("classic", view, NOW), before)

    def test_process_never_takes_the_folder_of_its_parent(self):
        view = document.lay_out(make_invoice())
        before, path = page.render("classic", view, NOW), page._folder.path
        page._folder.owner -= 1  # as a fork would find it
        self.assertEqual(page.render("classic", view, NOW), before)
        self.assertNotEqual(page._folder.path, path)
        self.assertTrue(path.is_dir())
        shutil.rmtree(path)

    def test_folder_of_a_killed_process_is_swept_away(self):
        with subprocess.Popen([sys.executable, "-c", ""]) as process:
            process.wait()
        left = Path(tempfile.mkdtemp(prefix=f"tpe-pages-{process.pid}-"))
        page._folder.owner -= 1
        page.render("classic", document.lay_out(make_invoice()), NOW)
        self.assertFalse(left.exists())

    def test_fork_of_a_process_that_set_a_page_is_told_and_does_not_hang(self):
        addon = Path(page.__file__).parent.parent
        for moment in ("early", "late"):
            with self.subTest(moment=moment):
                command = [sys.executable, "-c", FORKING, moment]
                subprocess.run(command, cwd=addon, check=True)

    def test_page_says_nothing_of_the_one_before(self):
        first = make_invoice()
        second = first | {"BT-1": "F-2", "BT-84": None}
        with_code = document.lay_out(first)
        self.assertTrue(with_code["code"])
        alone = page.render("classic", document.lay_out(second), NOW)
        page.render("classic", with_code, NOW, facturx_xml.generate(first))
        again = page.render("classic", document.lay_out(second), NOW)
        self.assertEqual(again, alone)
        self.assertNotIn(b"factur-x.xml", again)

    def test_full_disk_is_an_error_of_the_page_and_forgotten(self):
        view = document.lay_out(make_invoice())
        before = page.render("classic", view, NOW)
        other = view | {"number": "F-3"}
        disk = OSError("disk is full")
        full = patch.object(page_folder, "_overwrite", side_effect=disk)
        with full, self.assertRaisesRegex(page.PageError, "disk is full"):
            page.render("classic", other, NOW)
        self.assertEqual(page.render("classic", view, NOW), before)
        self.assertNotEqual(page.render("classic", other, NOW), before)

    def test_one_page_says_the_same_in_one_round_and_in_two(self):
        view = document.lay_out(make_invoice())
        once = page.render("classic", view, NOW)
        with patch.object(page, "FEW_ROWS", 0):
            twice = page.render("classic", view, NOW)
        self.assertNotEqual(once, twice)
        self.assertEqual(proof.read_pages(once), proof.read_pages(twice))

    def test_text_is_the_same_with_and_without_colours(self):
        pdf = render(make_invoice())
        with patch.object(proof, "_without_colours", lambda content: content):
            xml, texts = proof.read(pdf)
        self.assertEqual(proof.read(pdf), (xml, texts))
        self.assertIn(b"[/ICCBased ", pdf)

    def test_file_of_another_kind_is_refused(self):
        other = io.BytesIO()
        with pikepdf.open(io.BytesIO(render(make_invoice()))) as pdf:
            streams = pikepdf.ObjectStreamMode.generate
            pdf.save(other, object_stream_mode=streams)
        with self.assertRaisesRegex(ValueError, "PDF: table of objects"):
            xmp.add_facturx(other.getvalue())

    def test_wrong_sum_stops_the_xml(self):
        with self.assertRaisesRegex(ValueError, "BR-CO-15"):
            facturx_xml.generate(make_invoice(BT_112=Decimal(1)))

    def test_schema_stops_the_xml(self):
        with self.assertRaisesRegex(ValueError, "ApplicableHeaderTradeDelivery"):
            facturx_xml.generate(make_invoice(BT_72=None))

    def test_sign_without_font_is_an_error_that_names_it(self):
        invoice = make_invoice()
        invoice["BG-25"][0]["BT-153"] = "漢"
        with self.assertRaisesRegex(page.PageError, "漢"):
            render(invoice)
        self.assertFalse(page.is_printable("漢"))
        self.assertTrue(page.is_printable("Ж"))

    def test_text_is_never_run(self):
        invoice = make_invoice()
        text = '#import "x" #panic() <b>$x$</b> *a* _b_ @c // d'
        invoice["BG-25"][0]["BT-153"] = text
        found = squeeze(proof.read_text(render(invoice)))
        self.assertIn(squeeze(text), found)

    def test_draft_says_what_it_is(self):
        view = document.lay_out(make_invoice(), is_draft=True)
        text = proof.read_text(page.render("classic", view, NOW))
        self.assertIn("ce document n’est pas une facture", text)

    def test_pages_can_be_looked_at(self):
        (picture,) = page.draw("classic", document.lay_out(make_invoice()))
        self.assertTrue(picture.startswith(b"\x89PNG"))

    def test_threads_can_set_pages_at_once(self):
        results = []

        def work(number):
            invoice = make_invoice(BT_1=f"FAC/{number}")
            results.append((number, proof_xml.read(proof.read(render(invoice))[0])))

        threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(results), 4)
        for number, terms in results:
            self.assertEqual(terms["BT-1"], f"FAC/{number}")

    def test_logo_that_no_page_can_show_is_left_out(self):
        loop = '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'
        for body, size in (
            (loop, "9"),
            ("<rect/>", "0"),
            ("<text>漢</text>", "9"),
        ):
            svg = f'<svg xmlns="{SVG}" width="{size}" height="9">{body}</svg>'
            found = logos.prepare(base64.b64encode(svg.encode()))
            self.assertEqual(found, ("", "damaged"), body)

    def test_pages_are_set_where_the_fonts_of_the_web_client_are_missing(self):
        folders = list(page._font_folders)
        self.addCleanup(page.use_fonts, folders)
        page.use_fonts(["/nowhere"])
        view = document.lay_out(make_invoice())
        for design in DESIGNS:
            text = squeeze(proof.read_text(page.render(design, view, NOW)))
            for word in (view["number"], view["totals"][-1]["text"]):
                self.assertIn(squeeze(word), text, design)

    def test_examples_of_the_documentation_hold(self):
        for module in (facturx_xml, page, proof):
            self.assertFalse(doctest.testmod(module).failed, module.__name__)
