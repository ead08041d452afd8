# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists that only a new treaty or standard changes, each with its source."""

# Where French VAT and the French rules of invoicing apply to a seller: metropolitan
# France, Monaco (Franco-Monegasque convention of 1963) and the overseas departments
# (CGI art. 294 treats them as export territories for goods)
METROPOLE = frozenset({"FR", "MC"})
OVERSEAS = frozenset({"GF", "GP", "MQ", "RE", "YT"})
TERRITORY = METROPOLE | OVERSEAS

# UNTDID 5305 category and VATEX reason of the French chart's taxes without VAT, which
# Odoo 19.0 leaves empty. Exempt taxes have no reason on purpose: it is the seller's
# activity, which only he knows.
CHART_TAXES = {
    "tva_sale_good_0": ("E", False),
    "tva_sale_service_0": ("E", False),
    "tva_sale_good_export_0": ("G", "VATEX-EU-G"),
    "tva_sale_good_intra_0": ("K", "VATEX-EU-IC"),
    "tva_sale_service_export_0": ("O", "VATEX-EU-O"),
    "tva_sale_service_intra_0": ("AE", "VATEX-EU-AE"),
}
