# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Validators that never fail prove nothing: each wrong document breaks its rule."""

import pikepdf
import pytest
from conformance import validators
from lxml import etree

# the first test makes and validates all documents
pytestmark = pytest.mark.timeout(1800)
HEADER = ".//{*}ExchangedDocument"
SUMS = ".//{*}SpecifiedTradeSettlementHeaderMonetarySummation"
LINE = ".//{*}IncludedSupplyChainTradeLineItem"


def drop(path):
    """:return: mutation that takes a node out
    :rtype: Callable"""

    def mutate(root):
        node = root.find(path)
        node.getparent().remove(node)

    return mutate


def say(path, text):
    """:return: mutation that says something else
    :rtype: Callable"""

    def mutate(root):
        root.find(path).text = text

    return mutate


def drop_note(code):
    """:return: mutation that takes a note out
    :rtype: Callable"""

    def mutate(root):
        for note in root.findall(f"{HEADER}/{{*}}IncludedNote"):
            if note.findtext("{*}SubjectCode") == code:
                note.getparent().remove(note)

    return mutate


def make_exempt(root):
    """Call the VAT exempt without a reason."""
    for node in root.iter("{*}ApplicableTradeTax"):
        node.find("{*}CategoryCode").text = "E"
        node.find("{*}RateApplicablePercent").text = "0"


# rule that must be broken: document and what is done to it
XML_MUTANTS = {
    "BR-FR-05_BT-22_PMT": ("several_rates", drop_note("PMT")),
    "BR-FR-05_BT-22_PMD": ("several_rates", drop_note("PMD")),
    "BR-FR-05_BT-22_AAB": ("credit_note", drop_note("AAB")),
    "BR-CO-10": (
        "several_rates",
        say(f"{LINE}//{{*}}LineTotalAmount", "11.03"),
    ),
    "BR-CO-13": ("discounts", say(f"{SUMS}/{{*}}TaxBasisTotalAmount", "1.00")),
    "BR-CO-15": ("several_rates", say(f"{SUMS}/{{*}}GrandTotalAmount", "99.99")),
    "BR-CO-16": ("several_rates", say(f"{SUMS}/{{*}}DuePayableAmount", "99.99")),
    "BR-FR-01": ("several_rates", say(f"{HEADER}/{{*}}ID", "F" * 36)),
    "BR-FR-02": ("several_rates", say(f"{HEADER}/{{*}}ID", "FAC 2026")),
    "BR-FR-04": ("several_rates", say(f"{HEADER}/{{*}}TypeCode", "326")),
    "BR-FR-08": (
        "several_rates",
        say(".//{*}BusinessProcessSpecifiedDocumentContextParameter/{*}ID", "Z1"),
    ),
    "BR-FR-10": (
        "several_rates",
        drop(".//{*}SellerTradeParty/{*}SpecifiedLegalOrganization"),
    ),
    "BR-FR-12": (
        "consumer",
        drop(".//{*}BuyerTradeParty/{*}URIUniversalCommunication"),
    ),
    "BR-FR-16": (
        "consumer",
        say(f"{LINE}//{{*}}RateApplicablePercent", "19"),
    ),
    "BR-FR-CO-05": ("credit_note", drop(".//{*}InvoiceReferencedDocument")),
    "BR-FR-CO-07": (
        "several_rates",
        say(".//{*}DueDateDateTime/{*}DateTimeString", "20261101"),
    ),
    "BR-FR-CO-12": ("dollars", drop(".//{*}TaxCurrencyCode")),
    "BR-E-10": ("consumer", make_exempt),
    "BR-27": (
        "consumer",
        say(f"{LINE}//{{*}}NetPriceProductTradePrice/{{*}}ChargeAmount", "-100.00"),
    ),
}


@pytest.fixture(scope="module")
def broken_rules(documents, tmp_path_factory):
    """Break every XML, and ask the official rules about all at once."""
    folder = tmp_path_factory.mktemp("mutants")
    paths = {}
    for rule, (name, mutate) in XML_MUTANTS.items():
        tree = etree.parse(documents[name].xml)
        mutate(tree.getroot())
        paths[rule] = folder / f"{rule}.xml"
        tree.write(paths[rule], encoding="UTF-8", xml_declaration=True)
    found = {str(path): set() for path in paths.values()}
    for problem in validators.check_schematron(paths.values()):
        found[problem.path].add(problem.rule or problem.text)
    return {rule: found[str(path)] for rule, path in paths.items()}


@pytest.mark.parametrize("rule", XML_MUTANTS)
def test_wrong_xml_breaks_its_rule(broken_rules, rule):
    assert any(rule in found for found in broken_rules[rule]), broken_rules[rule]


def test_wrong_order_breaks_the_schema(documents, tmp_path):
    tree = etree.parse(documents["consumer"].xml)
    node = tree.find(f"{HEADER}/{{*}}ID")
    node.getparent().append(node)
    path = tmp_path / "order.xml"
    tree.write(path)
    assert validators.check_xsd([path])


# === PDF === #


def attach_second(pdf):
    """Attach another XML."""
    pdf.attachments["invoice.xml"] = b"<a/>"


def forget_relation(pdf):
    """Do not say that the attachment belongs to the document."""
    del pdf.Root["/AF"]


def change_profile(pdf):
    """Declare another profile than that of the XML."""
    packet = pdf.Root.Metadata.read_bytes().replace(b"EN 16931<", b"EXTENDED<")
    pdf.Root.Metadata.write(packet)


def forget_archive(pdf):
    """Do not say that the document is a PDF/A."""
    packet = pdf.Root.Metadata.read_bytes().replace(b"pdfaid:part", b"pdfaid:para")
    pdf.Root.Metadata.write(packet)


def take_font_out(pdf):
    """Do not embed a font."""
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary):
            for name in validators.FONT_FILES:
                if name in item:
                    del item[name]
                    return


def forget_structure(pdf):
    """Leave out the structure that is read aloud."""
    del pdf.Root["/StructTreeRoot"]
    del pdf.Root["/MarkInfo"]


def forget_language(pdf):
    """Do not say in which language to read."""
    del pdf.Root["/Lang"]


PDF_MUTANTS = {
    attach_second: "attachment",
    forget_relation: "relationship",
    change_profile: "xmp",
    forget_archive: "3a ",
    take_font_out: "font",
    forget_structure: "ua1 ",
    forget_language: "ua1 ",
}


@pytest.fixture(scope="module")
def broken_documents(documents, tmp_path_factory):
    """Break one PDF in every way, and ask veraPDF about all at once."""
    folder = tmp_path_factory.mktemp("broken")
    paths = {}
    for mutate in PDF_MUTANTS:
        paths[mutate] = folder / f"{mutate.__name__}.pdf"
        with pikepdf.open(documents["consumer"].pdf) as pdf:
            mutate(pdf)
            pdf.save(paths[mutate], fix_metadata_version=False)
    found = {str(path): [] for path in paths.values()}
    for problem in validators.check_pdf(paths.values()):
        found[problem.path].append(problem.rule)
    return {mutate: found[str(path)] for mutate, path in paths.items()}


@pytest.mark.parametrize("mutate", PDF_MUTANTS, ids=lambda each: each.__name__)
def test_wrong_pdf_breaks_its_rule(broken_documents, mutate):
    rules = broken_documents[mutate]
    assert any(rule.startswith(PDF_MUTANTS[mutate]) for rule in rules), rules


def test_unreadable_pdf_is_no_valid_pdf(tmp_path):
    path = tmp_path / "no.pdf"
    path.write_bytes(b"%PDF-1.7 no")
    assert validators.check_verapdf([path], ["3b"])
