package io.gemstream.standalone.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against scripts that stand for pip. */
class PipCommandTest {

    @TempDir
    Path folder;

    @Test
    void downloadsOnePackageWithoutItsDependencies() throws Exception {
        PipCommand pip = new PipCommand(List.of(List.of(script("""
                [ "$1" = --version ] && exit 0
                sleep 0.5
                echo "$@" > "$TMPDIR/arguments"
                touch "$TMPDIR/a-1.0-py3-none-any.whl"
                """))));
        AtomicInteger polls = new AtomicInteger();

        pip.download("a", folder, polls::incrementAndGet);

        assertThat(folder.resolve("a-1.0-py3-none-any.whl")).exists();
        assertThat(folder.resolve("arguments")).content()
                .startsWith("download --no-deps")
                .endsWith("-d " + folder + " a\n");
        assertThat(polls).hasPositiveValue();
    }

    @Test
    void takesTheFirstPipThatWorks() throws Exception {
        String missing = folder.resolve("none").toString();
        String broken = script("exit 1");
        String good = script("touch \"$TMPDIR/ran\"");
        Files.createDirectories(folder);

        new PipCommand(List.of(List.of(missing), List.of(broken), List.of(good))).download("a", folder, () -> {});

        assertThat(folder.resolve("ran")).exists();
    }

    @Test
    void passesOnPipsOwnReason() throws Exception {
        PipCommand pip = new PipCommand(List.of(List.of(script("""
                [ "$1" = --version ] && exit 0
                echo "Looking around"
                echo "ERROR: Could not find a version"
                echo "ERROR: No matching distribution found for a"
                echo
                exit 7
                """))));

        assertThatThrownBy(() -> pip.download("a", folder, () -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(" download a ended with 7: ERROR: No matching distribution found for a");
    }

    @Test
    void namesWhatItLookedFor() {
        PipCommand pip = new PipCommand(List.of(List.of(folder + "/python3", "-m", "pip"), List.of(folder + "/pip")));

        assertThatThrownBy(() -> pip.download("a", folder, () -> {}))
                .hasMessage("pip is not there (tried: " + folder + "/python3 -m pip, " + folder + "/pip)");
    }

    private String script(String body) throws IOException {
        Path script = Files.createTempFile(folder, "pip", ".sh",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(script, "#!/bin/sh\n" + body);
        return script.toString();
    }
}
