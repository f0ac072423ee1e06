// Asks veraPDF whether files keep to a profile, and prints every rule they break, a line each:
// FILE, clause and number of the rule, how often, an example of what is wrong, and where.

import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

public final class Validate {
    private static final String PROFILES = "/org/verapdf/pdfa/validation/";

    private static ValidationProfile profile(String name) throws Exception {
        try (InputStream xml = Foundries.class.getResourceAsStream(PROFILES + name + ".xml")) {
            return Profiles.profileFromXml(xml);
        }
    }

    private static void report(String file, String name) throws Exception {
        ValidationProfile profile = profile(name);
        try (PDFAParser parser =
                        Foundries.defaultInstance()
                                .createParser(Path.of(file).toFile(), profile.getPDFAFlavour());
                PDFAValidator validator =
                        Foundries.defaultInstance().createValidator(profile, 100, false, true, false)) {
            ValidationResult result = validator.validate(parser);
            Map<String, TestAssertion> broken = new LinkedHashMap<>();
            Map<String, Integer> count = new LinkedHashMap<>();
            for (TestAssertion found : result.getTestAssertions()) {
                String rule = found.getRuleId().getClause() + "-" + found.getRuleId().getTestNumber();
                broken.putIfAbsent(rule, found);
                count.merge(rule, 1, Integer::sum);
            }
            for (Map.Entry<String, TestAssertion> entry : broken.entrySet()) {
                TestAssertion found = entry.getValue();
                System.out.printf(
                        "%s %s %s: %d times: %s %s at %s%n",
                        file, name, entry.getKey(), count.get(entry.getKey()), found.getMessage(),
                        found.getErrorMessage(), found.getLocation().getContext());
            }
            System.out.printf(
                    "%s %s %s %d%n",
                    file, name, result.isCompliant() ? "keeps to it" : "BREAKS IT", result.getTotalAssertions());
        }
    }

    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.SEVERE);
        VeraGreenfieldFoundryProvider.initialise();
        for (String name : List.of(arguments[0].split(","))) {
            for (int number = 1; number < arguments.length; number++) {
                report(arguments[number], name);
            }
        }
    }
}
