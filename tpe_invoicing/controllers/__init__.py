# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from . import account_details
from . import account_orders
from . import account_page
from . import account_pay
from . import account_statement
from . import accountant_pack
from . import archive_check
from . import archive_papers
from . import invoice_template
from . import originals
from . import portal
