# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from . import tpe_kpi_export
from . import tpe_micro_year
from . import tpe_receivable_look_back
