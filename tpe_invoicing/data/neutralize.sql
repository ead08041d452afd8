-- SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- a copied database issues and mails no recurring invoice by itself
UPDATE contract_contract SET tpe_auto_issue = FALSE;
-- nor tells customers of renewals
UPDATE contract_contract SET tpe_renews = FALSE;
-- nor does it tell an authority or an accountant of its closings
UPDATE res_company SET tpe_stamp_url = NULL, tpe_anchor_period = 'none';
-- nor other programs of its invoices
UPDATE tpe_webhook SET active = FALSE;
-- nor the accountant of its months
UPDATE res_company SET tpe_pack_partner_id = NULL;
-- a copy mails no codes: nobody would get in
UPDATE res_company SET tpe_two_factor = FALSE;
