package io.gemstream.standalone.models;

import java.util.Locale;

/** Formats sizes for people. */
public final class Sizes {

    private static final double MEBI = 1 << 20;

    private Sizes() {}

    /** For example {@code 241.4 MiB}. */
    public static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / MEBI);
    }
}
