# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from . import test_account_answer
from . import test_account_move_settle
from . import test_account_move_write_off
from . import test_res_partner_loyalty
from . import test_res_partner_privacy
from . import test_reminder_faults
from . import test_res_partner_profile
from . import test_security
from . import test_tools_allocation
from . import test_tools_late_interest
from . import test_tools_planning
from . import test_tools_schedule
from . import test_tpe_claim_letter
from . import test_tpe_recovery
from . import test_tpe_reminder_announce
from . import test_tpe_reminder_cron
from . import test_tpe_reminder_earlier
from . import test_tpe_reminder_forecast
from . import test_tpe_reminder_level
from . import test_tpe_reminder_pause
from . import test_tpe_reminder_planner
from . import test_tpe_reminder_reply
from . import test_tpe_reminder_run
from . import test_tools_instalments
from . import test_tpe_payment_plan
from . import test_tpe_reminder_ways
