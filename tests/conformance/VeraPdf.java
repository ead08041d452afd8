// SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
// SPDX-License-Identifier: AGPL-3.0-or-later
// Validates PDF files: VeraPdf FLAVOUR[,FLAVOUR...] FILE...
// One line for each failed rule: file, flavour, rule, context, tab-separated; a file
// that passes has one line whose rule is "ok".

import java.io.FileInputStream;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

class VeraPdf {
    public static void main(String[] args) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (int i = 1; i < args.length; i++) {
            for (String name : args[0].split(",")) {
                validate(args[i], PDFAFlavour.fromString(name), name);
            }
        }
    }

    static void validate(String path, PDFAFlavour flavour, String name) {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(
                new FileInputStream(path), flavour)) {
            PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false);
            ValidationResult result = validator.validate(parser);
            if (result.isCompliant()) {
                print(path, name, "ok", "");
                return;
            }
            TreeMap<String, String> failed = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = assertion.getRuleId().getClause() + "-"
                        + assertion.getRuleId().getTestNumber();
                    failed.put(rule, assertion.getMessage() + " "
                        + assertion.getLocation().getContext());
                }
            }
            failed.forEach((rule, context) -> print(path, name, rule, context));
        } catch (Exception error) {
            print(path, name, "unreadable", String.valueOf(error));
        }
    }

    static void print(String path, String name, String rule, String context) {
        String line = String.join("\t", path, name, rule, context.replaceAll("\\s+", " "));
        System.out.println(line);
    }
}
