package io.gemstream.gemma.format;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Names that programs give to files which they are still fetching. */
final class UnfinishedDownload {

    private static final List<String> ENDINGS =
            List.of(".part", ".partial", "-partial", ".incomplete", ".crdownload", ".download", ".aria2", ".tmp");

    private UnfinishedDownload() {}

    /** What helps where the name says that the file is not complete; empty where it does not. */
    static Optional<String> remedy(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return ENDINGS.stream()
                .filter(name::endsWith)
                .findFirst()
                .map(ending -> "let the download end first: " + ending + " is what files are called until then");
    }
}
