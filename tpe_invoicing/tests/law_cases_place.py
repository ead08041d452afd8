# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""VAT that does not fit the place where the sale happens."""

from .law_cases import CONSUMER, GERMAN, SERVICE, Check
from .law_cases_vat import REUNION, zero

AT_REUNION = {"zip": "97400", "city": "Saint-Denis"}
# VAT of Germany on a sale to a consumer there, through the One Stop Shop
OSS = {"rate": 19, "country": "base.de", **CONSUMER}

PLACES = (
    Check("LINE", "line_rate_refused", "blocking", {"rate": 19}, {"rate": 8.5}),
    Check("LINE", "line_rate_refused", "blocking", {"rate": 19, **GERMAN}, OSS),
    Check("LINE", "line_rate_of_customer", "info", OSS, {"rate": 19}),
    Check("LINE", "line_rate_zero", "warning", zero("Z", False)),
    Check(
        "DOM_SERVICES",
        "line_rate_elsewhere",
        "warning",
        {"rate": 8.5},
        {"rate": 8.5, **REUNION},
    ),
    Check(
        "DOM_SERVICES",
        "line_rate_elsewhere",
        "warning",
        {"seller": AT_REUNION, "partner": AT_REUNION},
        {"seller": AT_REUNION, "partner": AT_REUNION, "rate": 8.5},
    ),
    Check(
        "RC_BTP",
        "line_reverse_charge_home",
        "warning",
        zero("AE", "VATEX-EU-AE", **SERVICE),
        zero("AE", "VATEX-FR-AE", **SERVICE),
    ),
    Check(
        "IC_GOODS",
        "line_zone_mismatch",
        "warning",
        zero("K", "VATEX-EU-IC"),
        zero("K", "VATEX-EU-IC", **GERMAN),
    ),
    Check(
        "DOM_SERVICES",
        "dom_reverse_charge",
        "warning",
        zero("AE", "VATEX-EU-AE", **REUNION, **SERVICE),
        zero("AE", "VATEX-EU-AE", **SERVICE),
    ),
)
