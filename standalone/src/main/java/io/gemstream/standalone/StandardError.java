package io.gemstream.standalone;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;

/**
 * Puts the process's stderr back where the launcher script took it from. The JVM warns on stderr of incubator modules
 * while it starts, no flag turns that off, and a second opening of the same file would not share its position.
 */
final class StandardError {

    private static final String DESCRIPTOR = "GEMSTREAM_STDERR_DESCRIPTOR";
    private static final int STDERR = 2;

    private StandardError() {}

    /** Makes descriptor 2 the one that the environment names; leaves it where none is named. */
    static void restore(Map<String, String> environment) {
        String descriptor = environment.getOrDefault(DESCRIPTOR, "");
        if (!descriptor.isEmpty()) {
            duplicate(Integer.parseInt(descriptor), STDERR);
        }
    }

    /** Calls dup2 of POSIX. */
    private static void duplicate(int from, int to) {
        Linker linker = Linker.nativeLinker();
        MethodHandle dup2 = linker.downcallHandle(linker.defaultLookup().findOrThrow("dup2"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try {
            int _ = (int) dup2.invokeExact(from, to);
        } catch (Throwable impossible) {
            throw new IllegalStateException("dup2", impossible);
        }
    }
}
