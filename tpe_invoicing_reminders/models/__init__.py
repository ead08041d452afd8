# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from . import res_company
from . import res_config_settings
from . import res_partner
from . import res_partner_hold
from . import res_partner_profile
from . import tpe_reminder_plan
from . import tpe_reminder_level
from . import tpe_reminder_pause
from . import tpe_formal_notice
from . import tpe_reminder_planner
from . import tpe_reminder_assign
from . import tpe_reminder_prepare
from . import tpe_reminder_run
from . import tpe_reminder_send
from . import tpe_reminder_cron
from . import tpe_reminder_announce
from . import tpe_reminder
from . import tpe_reminder_deliver
from . import tpe_reminder_letter
from . import tpe_reminder_line
from . import account_move
from . import account_move_thanks
from . import account_move_line
from . import sale_order
from . import ir_mail_server
from . import mail_mail
