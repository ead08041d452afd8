# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from . import tpe_append_only_mixin
from . import tpe_law_mixin
from . import tpe_legal_parameter
from . import tpe_legal_parameter_value
from . import tpe_mention
from . import tpe_mention_text
from . import res_company
from . import res_partner
from . import account_move
from . import account_tax
from . import account_chart_template
from . import account_move_mention
from . import account_move_check
from . import res_company_design
from . import res_partner_address
from . import account_move_document
from . import account_move_document_line
from . import account_move_document_page
from . import account_move_render
from . import tpe_archive_key
from . import tpe_archive_entry
from . import tpe_archive_seal
from . import tpe_archive_verify
from . import account_move_archive
from . import ir_attachment
