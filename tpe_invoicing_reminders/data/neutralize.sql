-- SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
-- SPDX-License-Identifier: AGPL-3.0-or-later
-- a copied database reminds nobody, not even by hand
UPDATE res_company SET tpe_reminder_mode = 'stopped', tpe_receipt_on_payment = FALSE;
