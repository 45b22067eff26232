package io.gemstream.it;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is formatted in the locale of whoever starts a process: it is read by machines, or compared by tests. */
class LocalesTest {

    /** Calls whose result depends on the default locale; each has a twin that is told one. */
    private static final Pattern IN_THE_USERS_LOCALE = Pattern.compile(String.join("|",
            "java\\.lang\\.String\\.format\\(java\\.lang\\.String, .*",
            "java\\.lang\\.String\\.(formatted\\(.*|toLowerCase\\(\\)|toUpperCase\\(\\))",
            "java\\.io\\.Print(Stream|Writer)\\.(printf|format)\\(java\\.lang\\.String, .*",
            "java\\.util\\.Formatter\\.<init>\\((?!.*java\\.util\\.Locale).*",
            "java\\.text\\.(Decimal|SimpleDate|Choice)Format\\.<init>\\((?!.*(Locale|Symbols)).*",
            "java\\.text\\.\\w+\\.get\\w*Instance\\((?!.*java\\.util\\.Locale).*",
            "java\\.text\\.MessageFormat\\.(format\\(java\\.lang\\.String, .*|<init>\\((?!.*java\\.util\\.Locale).*)",
            "java\\.time\\.format\\.DateTimeFormatter\\.(ofPattern\\(java\\.lang\\.String\\)|ofLocalized.*)"));

    private static final ArchRule RULE = noClasses().should().accessTargetWhere(
            describe("its result depends on the default locale", (JavaAccess<?> access) ->
                    IN_THE_USERS_LOCALE.matcher(access.getTarget().getFullName()).matches()));

    @Test
    void nothingIsFormattedInTheUsersLocale() {
        RULE.check(new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.gemstream"));
    }

    @ParameterizedTest
    @ValueSource(classes = {Digits.class, Method.class, Letters.class, Stream.class, Reference.class, Date.class})
    void eachOfTheseWouldBeSeen(Class<?> offender) {
        assertThatThrownBy(() -> RULE.check(new ClassFileImporter().importClasses(offender)))
                .isInstanceOf(AssertionError.class);
    }

    private static final class Digits {
        String text() {
            return String.format("%02d", 1);
        }
    }

    private static final class Method {
        String text() {
            return "%d".formatted(1);
        }
    }

    private static final class Letters {
        String text() {
            return "TITLE".toLowerCase();
        }
    }

    private static final class Stream {
        void print() {
            System.out.printf("%d", 1);
        }
    }

    private static final class Reference {
        java.util.stream.Stream<String> texts() {
            return java.util.stream.Stream.of("title").map(String::toUpperCase);
        }
    }

    private static final class Date {
        java.time.format.DateTimeFormatter formatter() {
            return java.time.format.DateTimeFormatter.ofPattern("yyyy");
        }
    }
}
