# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What no authority would take is refused before it has a number, with its reason."""

import pytest
from conformance.refusals import REFUSED
from support.clients import RemoteError

# the first test makes and validates all documents
pytestmark = pytest.mark.timeout(1800)


@pytest.mark.parametrize("name", REFUSED)
def test_draft_is_refused_with_its_reason(maker, name):
    code, make = REFUSED[name]
    move_id = make(maker)
    (answer,) = maker.accountant.call("account.move", "tpe_check", [move_id])
    found = {f["code"]: f for f in answer["findings"] if f["severity"] == "blocking"}
    assert not answer["ok"]
    assert code in found
    with pytest.raises(RemoteError) as refusal:
        maker.accountant.call("account.move", "tpe_issue", [move_id])
    assert refusal.value.kind == "UserError"
    state = maker.accountant.call("account.move", "read", [move_id], fields=["state"])
    assert state[0]["state"] == "draft"


def test_vat_in_franchise_is_refused(maker):
    with maker.office.in_regime("franchise"):
        tax = maker.once("tax", ("normal", "20", False))
        line = maker.office.line(100, tax)
        move_id = maker.office.invoice(maker.once("buyer", "business"), line)
        (answer,) = maker.accountant.call("account.move", "tpe_check", [move_id])
        with pytest.raises(RemoteError):
            maker.accountant.call("account.move", "tpe_issue", [move_id])
    assert "franchise_with_vat" in {f["code"] for f in answer["findings"]}
