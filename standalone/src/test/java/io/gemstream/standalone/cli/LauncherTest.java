package io.gemstream.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher script, in a folder that looks built, with a JDK that tells how it was started. */
@Timeout(60)
class LauncherTest {

    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void build() throws IOException {
        root = Files.createDirectory(folder.resolve("gemstream ü"));
        Files.copy(Path.of("..", "gemstream"), root.resolve("gemstream"));
        Files.createDirectories(root.resolve("standalone/src/main"));
        Files.createDirectories(root.resolve("standalone/target/quarkus-app"));
        Files.createFile(root.resolve("pom.xml"));
        Files.createFile(root.resolve("standalone/pom.xml"));
        Files.createFile(root.resolve("standalone/target/quarkus-app/quarkus-run.jar"));
        Files.createFile(root.resolve("standalone/target/gemstream.built"));
        Files.createDirectories(folder.resolve("jdk/bin"));
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
        program(folder.resolve("jdk/bin/javac"), "exit 0");
        program(folder.resolve("jdk/bin/java"),
                "for argument; do echo \"argument $argument\"; done",
                "exec '" + JAVA + "' -XshowSettings:properties -version 2>&1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "C.UTF-8", "xx_YY.UTF-8", "de_DE.ISO-8859-1"})
    void theJvmReadsUtf8InEveryLocale(String locale) throws Exception {
        String told = run(Map.of("LC_ALL", locale), "generate", "Grüße");

        assertThat(told).contains("sun.jnu.encoding = UTF-8", "native.encoding = UTF-8", "argument Grüße");
    }

    @Test
    void aLocaleThatIsNotSetIsNone() throws Exception {
        assertThat(run(Map.of(), "models")).contains("sun.jnu.encoding = UTF-8");
    }

    @Test
    void withoutAHomeNoFolderIsMade() throws Exception {
        run(Map.of(), "models");

        try (var files = Files.list(root)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("gemstream", "pom.xml", "standalone");
        }
    }

    private String run(Map<String, String> environment, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", "./gemstream").directory(root.toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(told).isZero();
        return told;
    }

    private static void program(Path file, String... lines) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
