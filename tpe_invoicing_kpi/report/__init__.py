# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from . import tpe_kpi_value
from . import tpe_receivable_report
from . import tpe_revenue_report
from . import tpe_compliance_report
