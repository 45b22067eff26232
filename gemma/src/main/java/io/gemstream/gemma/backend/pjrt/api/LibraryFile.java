package io.gemstream.gemma.backend.pjrt.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Set;

/**
 * Checks that a file is a shared library before the JVM loads it, which warns in words of its own about other files.
 */
final class LibraryFile {

    /** First bytes of ELF, and of Mach-O for one and for several processors: {@code elf.h}, {@code mach-o/loader.h}. */
    private static final Set<String> KNOWN = Set.of("7f454c46", "cffaedfe", "cafebabe");

    private LibraryFile() {}

    /** @throws PluginNotFoundException if it is not there, is a folder, cannot be read or is no shared library */
    static void require(Path library) {
        if (!Files.exists(library)) {
            throw refused(library, "no such file");
        }
        if (Files.isDirectory(library)) {
            throw refused(library, "a folder");
        }
        try (InputStream file = Files.newInputStream(library)) {
            if (!KNOWN.contains(HexFormat.of().formatHex(file.readNBytes(4)))) {
                throw refused(library, "not a shared library");
            }
        } catch (IOException e) {
            PluginNotFoundException unreadable = refused(library, "cannot be read");
            unreadable.initCause(e);
            throw unreadable;
        }
    }

    private static PluginNotFoundException refused(Path library, String what) {
        return new PluginNotFoundException(
                "PJRT plug-in " + library + ": " + what + " (expected: the plug-in's shared library)");
    }
}
