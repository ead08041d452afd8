# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from . import base_partner_merge
from . import tpe_bad_debt
from . import tpe_claim_make
from . import tpe_reminder_dry_run
from . import tpe_reminder_batch
from . import tpe_reminder_call
from . import tpe_reminder_forecast
from . import tpe_reminder_postpone
from . import tpe_reminder_switch
