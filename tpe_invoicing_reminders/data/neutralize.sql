-- a copied database reminds nobody, not even by hand
UPDATE res_company SET tpe_reminder_mode = 'stopped', tpe_receipt_on_payment = FALSE;
