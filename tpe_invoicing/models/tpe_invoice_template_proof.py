# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import re
from datetime import UTC

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import design_proof, facturx_xml, page, proof, proof_page, xmp
from ..tools.document import SIMPLE_SCRIPT, expected_texts, lay_out
from ..tools.proof_expected import list_expected

SYMBOLS = re.compile("[\u2070-\u2bff]")  # currencies, arrows, signs of arithmetic


class TpeInvoiceTemplate(models.Model):
    """What a design that a person wrote must show, on samples and on each document."""

    _inherit = "tpe.invoice.template"

    def _find_problems(self, source):
        """Try a design on sample documents.

        :param str source: Typst
        :return: sentences; none when the design may be used
        :rtype: list[str]
        """
        if not source.strip():
            return [self.env._("The design is empty.")]
        company = self.company_id or self.env.company
        samples = self._get_samples(company)
        with self._open_sandboxes() as boxes:
            try:
                box = boxes.get(source)
                for data in samples.values():
                    if problems := self._try_sample(box, data):
                        return problems
            except page.PageError as error:
                return [self._explain_fault(error)]
        return []

    def _try_sample(self, box, data):
        """:param sandbox.Sandbox box: of the design
        :param dict data: a sample
        :return: what the sample does not show
        :rtype: list[str]"""
        facts = data["page"]
        xml = facturx_xml.generate(data, facts["digits"], facts["tax_digits"])
        now = fields.Datetime.now().replace(microsecond=0, tzinfo=UTC)
        pdf = xmp.add_facturx(box.render(lay_out(data), now, xml))
        return self._find_missing(pdf, xml, data)

    def _find_missing(self, pdf, xml, data):
        """Say what a finished document does not show.

        :param bytes pdf: the document
        :param bytes xml: what must be attached
        :param dict data: what it was made from
        :return: sentences
        :rtype: list[str]
        """
        expected = self._get_expected(data)
        found, texts = design_proof.find_missing(pdf, xml, expected)
        if found:
            return [self._name_missing(problem, expected) for problem in found]
        # the same proof that a document of this design will have to pass
        lines = list_expected(data, lay_out(data)) | {"texts": []}
        pages = proof_page.Page(texts)
        describe = self.env["account.move"]._tpe_describe_difference
        return [describe(each) for each in proof.compare_page(pages, lines)]

    def _get_expected(self, data):
        """:param dict data: a document
        :return: what the law wants to be read on its page, by name
        :rtype: dict[str, str]"""
        facts = data["page"]
        texts = {
            f"mention {mention['code']}": mention["text"]
            for mention in facts["mentions"]
            # what the page itself shows is looked for below
            if mention["code"] != "DUE_DATE" and mention["place"] != "page"
        }
        texts |= {f"line {row['BT-126']}": row["BT-153"] for row in data["BG-25"]}
        seller = [facts["seller"]["name"], *facts["seller"]["address"]]
        buyer = [*facts["buyer"]["names"], *facts["buyer"]["address"]]
        for name, rows in (("seller", seller), ("buyer", buyer)):
            texts |= {f"{name} {number}": row for number, row in enumerate(rows)}
        # letters written from right to left are read back in another order
        texts = {
            name: text
            for name, text in texts.items()
            if SIMPLE_SCRIPT.fullmatch(SYMBOLS.sub("", text))
        }
        return texts | expected_texts(data, data["BG-4"]["legal_identifier"])

    def _name_missing(self, problem, expected):
        """:param str problem: see ``tools/design_proof.py``
        :param dict expected: texts by name
        :return: a sentence
        :rtype: str"""
        state, _space, name = problem.partition(" ")
        if not name:
            return {
                "xml": self.env._(
                    "The electronic invoice is not attached as it should: begin with "
                    "“#show: frame”, and attach nothing else."
                ),
            }.get(state, self.env._("The document is no %s file.", state))
        values = {"name": self._get_term_name(name), "text": expected[name]}
        if state == "hidden":
            return self.env._(
                "%(name)s cannot be seen on the page (colour, size or place): "
                "“%(text)s”",
                **values,
            )
        return self.env._("%(name)s is missing on the page: “%(text)s”", **values)

    def _get_term_name(self, name):
        """:param str name: of an expected text
        :return: what people call it
        :rtype: str"""
        term, _space, rest = name.partition(" ")
        names = {
            "BT-1": self.env._("The number"),
            "BT-2": self.env._("The date"),
            "BT-9": self.env._("The due date"),
            "BT-30": self.env._("The SIREN of the seller"),
            "BT-44": self.env._("The name of the customer"),
            "BT-109": self.env._("The total without VAT"),
            "BT-112": self.env._("The total with VAT"),
            "BT-115": self.env._("The amount to pay"),
            "BT-116": self.env._("The base of VAT"),
            "BT-117": self.env._("The amount of VAT"),
            "seller": self.env._("The name or address of the seller"),
            "buyer": self.env._("The name or address of the customer"),
            "mention": self.env._("The mention %s", rest),
            "line": self.env._("The name of line %s", rest),
        }
        return names.get(term, name)

    def _prove_own(self, pdf, xml, data):
        """Refuse a document that a person's design does not show as the law asks.

        :param bytes pdf: the document
        :param bytes xml: what must be attached
        :param dict data: what it was made from
        :raises UserError: naming what is missing
        """
        if self._get_design() == "own" and (
            missing := self._find_missing(pdf, xml, data)
        ):
            raise UserError(
                self.env._(
                    "The design of the template “%(template)s” does not show all that "
                    "the law asks:\n%(missing)s",
                    template=self.name,
                    missing="\n".join(missing),
                )
            )
