package io.gemstream.gemma.format;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Recognises files that are still being fetched by the names that programs give them. */
final class UnfinishedDownload {

    private static final List<String> ENDINGS =
            List.of(".part", ".partial", "-partial", ".incomplete", ".crdownload", ".download", ".aria2", ".tmp");

    private UnfinishedDownload() {}

    /** The remedy where the name says that the file is not complete; empty where it does not. */
    static Optional<String> remedy(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return ENDINGS.stream()
                .filter(name::endsWith)
                .findFirst()
                .map(ending -> "let the download end first: " + ending + " is what files are called until then");
    }
}
