# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import re
import time
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools import page
from .test_tpe_invoice_template import ACCOUNTANT, READER, TemplateCommon

# as an own design has it that was written block by block
CLASSIC = re.sub(
    r", end: \{\n(.*)\}\)\n",
    lambda found: ")\n" + found[1].replace("  ", "#"),
    (page.DESIGNS / "classic.typ").read_text(encoding="utf-8"),
    flags=re.DOTALL,
)
# a module of WebAssembly that does nothing
WASM = "plugin(bytes((0, 97, 115, 109, 1, 0, 0, 0)))"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTemplateOwn(TemplateCommon):
    """Designs that people write: free in looks, never in what the law asks."""

    def _own(self, source, **values):
        return self._template(design="own", source=source, **values)

    def _find_problem(self, addition):
        return self._own(f"{CLASSIC}\n{addition}\n").source_problem or ""

    # === USE === #

    def test_a_copied_design_is_in_force_and_issues(self):
        action = self.modern.action_copy_design()
        template = self.templates.browse(action["res_id"])
        self.assertFalse(template.source_problem)
        self.assertEqual(template.source_in_force, template.source)
        move = self._make(tpe_invoice_template_id=template.id)
        move.tpe_issue()
        self.assertTrue(self._meta(move)["template"].startswith("own/"))

    def test_a_fault_names_its_line_and_the_last_good_one_stays(self):
        template = self._own(f"{CLASSIC}\n#text(size: 7pt)[Good version]\n")
        self.assertFalse(template.source_problem)
        template.source = f"{CLASSIC}\n#nonsense()\n"
        line = template.source.count("\n")
        self.assertIn(str(line), template.source_problem)
        self.assertIn("nonsense", template.source_problem)
        self.assertIn("Good version", template.source_in_force)
        move = self._make(tpe_invoice_template_id=template.id)
        move.tpe_issue()
        self.assertTrue(self._meta(move)["template"].startswith("own/"))

    def test_a_design_that_was_never_right_leaves_the_classic_one(self):
        template = self._own("#nonsense()")
        move = self._make(tpe_invoice_template_id=template.id)
        move.tpe_issue()
        self.assertTrue(self._meta(move)["template"].startswith("classic/"))

    def test_an_empty_design_is_a_fault(self):
        self.assertTrue(self._own(False).source_problem)

    # === THE LEGAL PART === #

    def test_what_the_law_asks_cannot_be_left_out(self):
        bare = '#import "lib/invoice.typ": *\n#show: frame\nOnly this'
        problem = self._own(bare).source_problem
        for word in ("total", "SIREN", "mention"):
            self.assertIn(word, problem)

    def test_a_missing_mention_is_named(self):
        source = CLASSIC.replace("#mentions_block()", "")
        self.assertNotEqual(source, CLASSIC)
        problem = self._own(source).source_problem
        for word in ("missing", "PENALTY", "LUMP", "NO_DISCOUNT"):
            self.assertIn(word, problem)

    def test_what_is_there_must_be_seen(self):
        for before, after in (
            ("#mentions_block()", "#mentions_block(fill: white)"),
            ("#mentions_block()", '#mentions_block(fill: rgb("#FDFDFD"))'),
            ("#mentions_block()", "#mentions_block(size: 0.1pt)"),
            ("#mentions_block()", "#hide(mentions_block())"),
            ("#mentions_block()", "#place(dx: 400mm, mentions_block())"),
            (
                "#mentions_block()",
                "#mentions_block()\n#place(dy: -60mm, rect(width: 100%, "
                "height: 60mm, fill: white))",
            ),
            (
                "#mentions_block()",
                "#mentions_block()\n#place(dy: -60mm, image(bytes("
                "\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
                "<rect width='9' height='9' fill='#fff'/></svg>\"), format: \"svg\", "
                'fit: "stretch", width: 100%, height: 60mm, alt: "x"))',
            ),
        ):
            source = CLASSIC.replace(before, after)
            self.assertNotEqual(source, CLASSIC)
            with self.subTest(after=after):
                self.assertIn("mention", self._own(source).source_problem or "")

    def test_a_wrong_figure_is_named(self):
        for before, after, word in (
            ("after: totals()", "after: [Total TTC 1,00 €]", "total with VAT"),
            (
                "#lines_table(",
                '#show "4\\u{a0}200,00": "4300,00"\n#lines_table(',
                "4.200,00",
            ),
        ):
            source = CLASSIC.replace(before, after)
            self.assertNotEqual(source, CLASSIC)
            with self.subTest(after=after):
                self.assertRegex(self._own(source).source_problem or "", word)

    def test_the_xml_must_be_attached_and_nothing_else(self):
        more = '#pdf.attach("more.txt", bytes("x"), description: "x", '
        more += 'relationship: "data", mime-type: "text/plain")'
        self.assertIn("attach", self._find_problem(more))

    def test_a_design_that_is_right_on_samples_only_is_refused_at_issue(self):
        source = CLASSIC.replace(
            "#mentions_block()",
            '#if data.number.ends-with("/00042") { mentions_block() }',
        )
        template = self._own(source)
        self.assertFalse(template.source_problem)
        move = self._make(tpe_invoice_template_id=template.id)
        with self.assertRaisesRegex(UserError, "Indemnité forfaitaire"):
            move.tpe_issue()

    # === NO CODE, NO FILE, NO NETWORK === #

    def test_a_design_reads_no_file_of_the_machine(self):
        folder = Path(__file__).parent
        for path in (
            "/etc/passwd",
            "../../../../etc/passwd",
            "../../etc/passwd",
            str(folder / "common.py"),
            "/proc/self/environ",
        ):
            with self.subTest(path=path):
                problem = self._find_problem(f'#read("{path}")')
                self.assertIn(f"Line {CLASSIC.count(chr(10)) + 2}", problem)
                self.assertIn("does not exist for a design", problem)

    def test_a_design_loads_nothing(self):
        for text in (
            '#import "@preview/cetz:0.3.0": canvas',
            '#include "@local/x:0.1.0"',
            '#import "@" + "preview/cetz:0.3.0": canvas',
            '#let name = "@prev" + "iew/cetz:0.3.0"\n#import name',
            '#eval("import \\"@" + "preview/cetz:0.3.0\\"")',
        ):
            with self.subTest(text=text):
                self.assertIn("packages", self._find_problem(text))
        for text in (
            '#image("https://example.org/x.png")',
            '#read("http://127.0.0.1:80/")',
        ):
            with self.subTest(text=text):
                self.assertIn("does not exist", self._find_problem(text))

    def test_a_design_runs_no_plugin(self):
        self.assertIn("plugin", self._find_problem(f"#{WASM}"))

    def test_a_design_has_little_time_and_memory(self):
        for text in (
            "#while true {}",
            "#let f(n) = f(n + 1)\n#f(0)",
            '#let s = "x" * 1000000000\n#s.len()',
            "#let a = range(200000000)\n#a.len()",
            "#for i in range(100000) { for j in range(100000) { calc.sin(j) } }",
        ):
            with self.subTest(text=text):
                start = time.monotonic()
                self.assertTrue(self._find_problem(text))
                self.assertLess(time.monotonic() - start, 40)

    def test_nothing_is_left_behind(self):
        before = set(Path("/tmp").glob("tpe-design-*"))
        self._own(CLASSIC)
        self._find_problem("#while true {}")
        self.assertEqual(set(Path("/tmp").glob("tpe-design-*")), before)

    # === PREVIEW === #

    def test_the_preview_follows_what_is_not_saved(self):
        template = self._template()
        answers = [
            self.templates.tpe_preview(template.id, values)
            for values in ({}, {"accent_color": "#8A1538"}, {"logo_height": "3"})
        ]
        for answer in answers:
            self.assertEqual((answer["problems"], answer["notes"]), ([], []))
            self.assertTrue(base64.b64decode(answer["pages"][0]).startswith(b"<svg"))
        self.assertNotEqual(answers[0]["pages"], answers[1]["pages"])
        self.assertIn(b"#8a1538", base64.b64decode(answers[1]["pages"][0]).lower())
        self.assertFalse(template.accent_color)

    def test_the_preview_shows_every_sample_and_a_real_invoice(self):
        move = self._make()
        move.tpe_issue()
        sha = move.tpe_document()[0]["sha256"]
        for choice in self.templates.tpe_preview_choices():
            answer = self.templates.tpe_preview(self.classic.id, {}, choice["value"])
            self.assertTrue(answer["pages"], choice)
        self.assertIn(str(move.id), choice["value"])
        self.assertGreater(
            len(self.templates.tpe_preview(self.classic.id, {}, "long")["pages"]), 1
        )
        self.assertEqual(move.tpe_document()[0]["sha256"], sha)

    def test_the_preview_says_what_is_wrong(self):
        source = f"{CLASSIC}\n#nonsense()"
        values = {"design": "own", "source": source, "accent_color": "#FFEE00"}
        answer = self.templates.tpe_preview(False, values)
        (problem,) = answer["problems"]
        self.assertEqual(problem["line"], source.count("\n") + 1)
        self.assertIn("nonsense", problem["message"])
        self.assertIn("#FFEE00", answer["notes"][0])

    def test_the_preview_asks_for_rights(self):
        stranger = self._new_user("preview_stranger")
        reader = self._new_user("preview_reader", READER)
        accountant = self._new_user("preview_accountant", ACCOUNTANT)
        other = self.setup_other_company()["company"]
        foreign = self._template(company_id=other.id)
        own = self.templates.with_user(reader)
        self.assertTrue(own.tpe_preview(self.classic.id, {"font": "Lato"})["pages"])
        for user, arguments in (
            (stranger, (self.classic.id,)),
            (reader, (foreign.id,)),
            (accountant, (False, {"design": "own", "source": CLASSIC})),
        ):
            with self.assertRaises(AccessError):
                self.templates.with_user(user).tpe_preview(*arguments)

    def test_logos_of_all_kinds_never_stop_anything(self):
        hostile = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" '
            'onload="alert(1)"><script>alert(1)</script><image href="file:///etc/'
            'passwd"/><rect width="9" height="9"/></svg>'
        )
        for content, word in (
            (hostile.encode(), "left out"),
            (b"<svg", "cannot be read"),
            (b"\x89PNG broken", "cannot be read"),
            (b"\0" * 26_000_000, "too large"),
        ):
            values = {"logo": base64.b64encode(content).decode()}
            answer = self.templates.tpe_preview(False, values)
            self.assertIn(word, answer["notes"][0])
            self.assertTrue(answer["pages"])
