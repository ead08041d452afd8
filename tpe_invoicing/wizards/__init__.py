# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from . import l10n_fr_fec_export_wizard
from . import account_move_reversal
from . import account_payment_register
from . import account_validate_account_move
from . import sale_advance_payment_inv
from . import tpe_archive_verify
from . import tpe_archive_missing
from . import tpe_archive_export
from . import tpe_archive_key_backup
from . import tpe_archive_hold
from . import tpe_fec_export
from . import tpe_archive_restore
from . import tpe_import_upload
from . import tpe_privacy_report
from . import tpe_setup_step
from . import tpe_invoice_template_upload
from . import tpe_legal_update
from . import tpe_situation_make
from . import tpe_listening
