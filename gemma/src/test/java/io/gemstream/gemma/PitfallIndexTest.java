package io.gemstream.gemma;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that the README of the tests names are there. */
class PitfallIndexTest {

    private static final Path SOURCES = Path.of("src/test/java");
    private static final Pattern NAME = Pattern.compile("`(\\w+)\\.(\\w+)`");

    @Test
    void namesTestsThatExist() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("src/test/README.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| pitfall"))
                .toList();
        assertThat(rows).hasSize(20);
        for (String row : rows) {
            Matcher name = NAME.matcher(row);
            assertThat(name.find()).as(row).isTrue();
            do {
                assertThat(sources(name.group(1))).as(row)
                        .anySatisfy(source -> assertThat(source).contains("void " + name.group(2) + "("));
            } while (name.find());
        }
    }

    /** More than one package may have a class of this name. */
    private static List<String> sources(String testClass) throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(file -> file.endsWith(testClass + ".java")).toList()) {
                sources.add(Files.readString(file));
            }
        }
        return sources;
    }
}
