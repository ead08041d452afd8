# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Documents of every French case, issued once by the running server."""

from collections import namedtuple

import pytest
from conformance import cases
from conformance.validators import read_xml
from support.story import get_bytes

Issued = namedtuple("Issued", "name move_id pdf xml")


@pytest.fixture(scope="session")
def documents(server, tmp_path_factory):
    """Issue one document of each case; its PDF and XML are files."""
    folder = tmp_path_factory.mktemp("documents")
    office = cases.Office(server)
    accountant = server.rpc("accountant")
    issued = {}
    for name in cases.CASES:
        with office.in_regime(name):
            move_id = cases.CASES[name](office)
            accountant.call("account.move", "tpe_issue", [move_id])
        (answer,) = accountant.call("account.move", "tpe_document", [move_id])
        pdf, xml = folder / f"{name}.pdf", folder / f"{name}.xml"
        pdf.write_bytes(get_bytes(answer))
        xml.write_bytes(read_xml(pdf))
        issued[name] = Issued(name, move_id, pdf, xml)
    return issued
