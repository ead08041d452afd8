# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a company says of itself that cannot be true at once."""

from .law_cases import Check

CONTRADICTIONS = (
    Check(
        "SELLER_EI",
        "seller_form_contradicts",
        "warning",
        {"company": {"tpe_is_sole_trader": True, "tpe_legal_form": "SARL"}},
        {"company": {"tpe_is_sole_trader": True, "tpe_legal_form": "Micro-entreprise"}},
    ),
    Check(
        "SELLER_EI",
        "seller_sole_trader_unticked",
        "warning",
        {"company": {"tpe_legal_form": "Entreprise individuelle"}},
        {"company": {"tpe_legal_form": "EURL"}},
    ),
    Check(
        "SELLER_FORM_CAPITAL",
        "seller_capital_unlawful",
        "warning",
        {"company": {"tpe_legal_form": "Association loi 1901"}},
        {"company": {"tpe_legal_form": "SCI"}},
    ),
)
