# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from . import test_bad_input
from . import test_copy
from . import test_dashboards
from . import test_help
from . import test_ledger
from . import test_places
from . import test_practice
from . import test_query_plans
from . import test_reminders
from . import test_reports
from . import test_security
from . import test_tools
from . import test_tools_edges
from . import test_tpe_kpi
from . import test_tpe_kpi_advice
from . import test_tpe_kpi_alert
from . import test_tpe_kpi_export
from . import test_tpe_kpi_outlook
from . import test_tpe_kpi_report
from . import test_tpe_micro_year
from . import test_role_table
