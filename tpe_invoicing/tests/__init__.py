# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from . import test_tools_amounts
from . import test_tools_chain
from . import test_tools_document
from . import test_tools_page
from . import test_tools_identifiers
from . import test_tools_import_invoice
from . import test_tools_import_table
from . import test_tools_import_values
from . import test_tools_mentions
from . import test_tools_periods
from . import test_account_move_check
from . import test_account_move_mention
from . import test_tpe_import
from . import test_tpe_import_invoice
from . import test_tpe_setup_state
from . import test_portal_account
from . import test_tpe_legal_parameter
from . import test_account_move_issue
from . import test_account_move_freeze
from . import test_account_move_default
from . import test_account_move_document
from . import test_tpe_archive_entry
from . import test_tpe_archive_verify
from . import test_tpe_archive_key
from . import test_tpe_archive_closing
from . import test_tpe_archive_export
