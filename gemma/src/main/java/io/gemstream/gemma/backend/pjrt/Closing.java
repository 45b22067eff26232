package io.gemstream.gemma.backend.pjrt;

import java.util.List;

/** Closes resources after a failure, which stays the one that is reported. */
final class Closing {

    private Closing() {}

    /** Closes all, in order; what goes wrong is attached to {@code failure}. */
    static void after(RuntimeException failure, List<? extends AutoCloseable> resources) {
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
    }
}
