# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every design, with usual and extreme invoices: archival, accessible, and well set."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conformance import pages, validators
from lib import pure_plugin  # noqa: F401 - lets the tools be imported without Odoo

from tpe_invoicing.tests import design_samples as samples
from tpe_invoicing.tools import document, facturx_xml, page, pictures, xmp

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
USUAL, EXTREME = samples.get_usual(), samples.get_extreme()
SAMPLES = USUAL | EXTREME
FONTS = ("Lato", "Montserrat", "Oswald", "Raleway", "Roboto")
FONT_FOLDERS = ("fonts/google", "fonts/sign", "fonts/lato")
PLACES = [
    (logo, window)
    for logo in ("left", "center", "right")
    for window in ("left", "right")
]
READABLE = 4.5
# one of each kind of content: the validator takes its time
VALIDATED = (
    *("usual", "sections", "situation", "credit_note", "dollars", "instalments"),
    *("right_to_left", "many_mentions", "huge_logo", "all_texts"),
)
# what a window of 45 x 100 mm shows for certain, however the sheet slips, in mm
WINDOW_TOP, WINDOW_BOTTOM = 45, 84
WINDOWS = {"right": (100, 195), "left": (14, 110)}
POINT = 25.4 / 72


@pytest.fixture(scope="module", autouse=True)
def fonts(environment):
    """Use the fonts that Odoo ships, as the product does."""
    web = [
        Path(each) / "web" / "static"
        for each in environment.odoo.place.odoo.addons_path
    ]
    page.use_fonts(each / name for each in web for name in FONT_FOLDERS)


def render(design, invoice, style=(), is_draft=False, xml=b""):
    """:return: PDF of an invoice
    :rtype: bytes"""
    facts = invoice["page"]
    own = facts | {"style": facts["style"] | dict(style)}
    view = document.lay_out(invoice | {"page": own}, is_draft)
    return page.render(design, view, NOW, xml)


def open_pages(*arguments, **options):
    """:return: pages of an invoice
    :rtype: list"""
    return pages.open_pages(render(*arguments, **options))


@pytest.fixture(scope="module")
def drawn():
    """Pages of every sample in every design, set once."""
    return {
        (design, name): open_pages(design, invoice)
        for design in samples.DESIGNS
        for name, invoice in SAMPLES.items()
    }


def test_every_design_is_archival_and_accessible(tmp_path):
    paths = []
    for design in samples.DESIGNS:
        for name in VALIDATED:
            logo = {} if name in EXTREME else {"logo": samples.get_logo()}
            paths.append(tmp_path / f"{design}-{name}.pdf")
            paths[-1].write_bytes(render(design, SAMPLES[name], logo))
        paths.append(tmp_path / f"{design}-draft.pdf")
        paths[-1].write_bytes(render(design, USUAL["usual"], is_draft=True))
    assert validators.check_verapdf(paths, ("3a", "ua1")) == []


def test_every_design_carries_its_xml(tmp_path):
    invoice = samples.make_invoice()
    xml = facturx_xml.generate(invoice)
    paths = [tmp_path / f"{design}.pdf" for design in samples.DESIGNS]
    for path in paths:
        path.write_bytes(xmp.add_facturx(render(path.stem, invoice, xml=xml)))
    assert validators.check_pdf(paths) == []


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("design", samples.DESIGNS)
def test_nothing_leaves_the_page_or_stands_on_other_text(drawn, design, name):
    for sheet in drawn[design, name]:
        assert pages.find_outside(sheet) == []
        if name != "right_to_left":  # letters that join stand on each other
            assert pages.find_overlaps(sheet) == []


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("design", samples.DESIGNS)
def test_every_font_keeps_to_its_columns(design, font):
    for name in ("usual", "situation", "dollars", "large_sums"):
        for sheet in open_pages(design, SAMPLES[name], {"font": font}):
            assert pages.find_outside(sheet) == []
            assert pages.find_overlaps(sheet) == []


@pytest.mark.parametrize(("logo", "window"), PLACES)
@pytest.mark.parametrize("design", samples.DESIGNS)
def test_address_stands_in_the_window_wherever_the_logo_is(design, logo, window):
    style = {"logo_place": logo, "window": window, "logo": samples.get_logo()}
    for height in (10, 22, 40):
        style["logo_height"] = height
        (sheet, *_rest) = open_pages(design, USUAL["usual"], style)
        text_page = sheet.get_textpage()
        left, bottom, right, top = _find(text_page, "29200 Brest")
        high = 297 - top * POINT
        low = 297 - bottom * POINT
        assert WINDOW_TOP < high < low < WINDOW_BOTTOM
        first, last = WINDOWS[window]
        assert first < left * POINT < right * POINT < last
        assert pages.find_overlaps(sheet) == []
        assert pages.find_outside(sheet) == []


def _find(text_page, text):
    """:return: box of a text in points
    :rtype: tuple"""
    index, count = text_page.search(text).get_next()
    boxes = [text_page.get_charbox(place) for place in range(index, index + count)]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


@pytest.mark.parametrize("design", samples.DESIGNS)
def test_every_text_can_be_read_on_its_ground(design):
    for color in (
        "#1F4E79",
        pictures.readable("#FFE600"),
        pictures.readable("#00FF7F"),
    ):
        for name in ("sections", "situation", "instalments"):
            style = {"accent": color, "pay_url": "https://pay.example/x"}
            for sheet in open_pages(design, USUAL[name], style, is_draft=True):
                for run in pages.get_runs(sheet):
                    if run.size < pages.ORNAMENT and run.text.strip():
                        contrast = pages.get_contrast(run.color, run.ground)
                        assert contrast >= READABLE, run


@pytest.mark.parametrize("design", samples.DESIGNS)
def test_page_is_read_aloud_in_a_sensible_order(drawn, design):
    text = " ".join(map(pages.read, drawn[design, "usual"]))
    wanted = (
        "Bâti Ouest",
        "Table en chêne",
        "Livraison à l’étage",
        "Total TTC",
        "IBAN",
    )
    places = [text.index(each) for each in wanted]
    assert places == sorted(places)
    assert text.index("FAC/2026/00012") < text.index("Table en chêne")
    assert text.index("24/12/2026") < text.index("Table en chêne")


@pytest.mark.parametrize("design", samples.DESIGNS)
def test_each_page_of_lines_says_what_was_carried_over(design):
    invoice = EXTREME["many_lines"]
    carried, total = [], 0
    for line in invoice["BG-25"]:
        total += line["BT-131"]
        carried.append(f"{total:,.2f}".replace(",", " ").replace(".", ","))
    sheets = open_pages(design, invoice, {"show_position": True})
    texts = list(map(pages.read, sheets))
    names = "|".join(re.escape(item[0]) for item in samples.ITEMS)
    pattern = rf"(\d+)(?: [A-Z]+-?\d*)? (?:{names})"
    seen = 0
    for number, text in enumerate(texts, 1):
        assert f"Page {number} / {len(texts)}" in text
        positions = [int(each) for each in re.findall(pattern, text)]
        if positions and number > 1:
            assert positions[0] == seen + 1
            assert f"Report HT : {carried[seen - 1]}" in text
            assert re.search(r"(?i)désignation", text)
        seen = positions[-1] if positions else seen
    assert seen == len(carried)


@pytest.mark.parametrize("design", samples.DESIGNS)
def test_totals_are_never_alone_on_a_page(design):
    names = "|".join(re.escape(item[0]) for item in samples.ITEMS)
    for count in range(1, 48):
        lines = samples.make_lines(count)
        texts = map(pages.read, open_pages(design, samples.make_sample(lines)))
        (last,) = [
            text
            for text in texts
            if "Total TTC 1" in text or re.search(r"Total TTC [\d ]+,", text)
        ]
        assert len(re.findall(names, last)) >= min(2, count), count
        assert "Net à payer" in last
        # nor are the mentions
        assert "Escompte pour paiement anticipé" in last


@pytest.mark.parametrize("name", ["sections", "situation", "instalments", "elsewhere"])
@pytest.mark.parametrize("design", samples.DESIGNS)
def test_what_nearly_fits_on_a_page_is_set_closer(drawn, design, name):
    assert len(drawn[design, name]) == 1
