package io.gemstream.service;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Finds out whether this JVM can read arguments, environment and names of files that are not ASCII. Their charset comes
 * from the locale, and in the locale POSIX it is US-ASCII, to which everything else is a question mark.
 */
public final class NativeCharset {

    private NativeCharset() {}

    /** The problem with this process's charset, in one line; empty where there is none. */
    public static Optional<String> problem() {
        return problem(System.getProperty("native.encoding", "UTF-8"));
    }

    static Optional<String> problem(String name) {
        return Charset.forName(name, StandardCharsets.UTF_8).equals(StandardCharsets.US_ASCII)
                ? Optional.of("the locale's charset is " + name + ": paths, settings and texts given to this process lose "
                        + "all characters that are not ASCII. Start it with LC_ALL=C.UTF-8.")
                : Optional.empty();
    }
}
