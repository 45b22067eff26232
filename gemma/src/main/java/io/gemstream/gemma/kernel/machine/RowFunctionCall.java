package io.gemstream.gemma.kernel.machine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Calls what {@link RowFunctionCode} has written: the one signature of all of it. */
final class RowFunctionCall {

    /** Three addresses, a count, bytes, a float. Arrays may be on the heap: the call is too short for a collection to wait. */
    private static final MethodHandle CALL = Linker.nativeLinker().downcallHandle(
            FunctionDescriptor.of(
                    ValueLayout.JAVA_FLOAT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_FLOAT),
            Linker.Option.critical(true));

    private RowFunctionCall() {}

    /** An array from an element on, as critical calls take it. */
    static MemorySegment at(float[] array, int from) {
        return MemorySegment.ofArray(array).asSlice((long) Float.BYTES * from);
    }

    /** Whoever calls sees to it that all of it is in bounds. */
    static float invoke(
            MemorySegment function, MemorySegment a, MemorySegment b, MemorySegment c, int count, long bytes,
            float argument) {
        try {
            return (float) CALL.invokeExact(function, a, b, c, (long) count, bytes, argument);
        } catch (Throwable e) {
            throw MappedMemory.rethrown(e);
        }
    }
}
