# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from . import account_move
from . import tpe_kpi
from . import tpe_kpi_receivable
from . import tpe_kpi_payment
from . import tpe_kpi_revenue
from . import tpe_kpi_forecast
from . import tpe_kpi_outlook
from . import tpe_kpi_export
from . import tpe_kpi_reminder
from . import tpe_kpi_practice
from . import tpe_kpi_micro
from . import account_partial_reconcile
from . import tpe_kpi_snapshot
from . import digest_digest
from . import res_partner
from . import res_company
from . import tpe_kpi_advice
from . import tpe_kpi_alert
from . import tpe_kpi_alert_episode
from . import tpe_kpi_report
from . import tpe_accountant_pack
