package io.gemstream.gemma.kernel.machine;

import java.io.ByteArrayOutputStream;

/** Puts kernels one behind the other, each at the beginning of a cache line. */
final class CodeBuffer {

    private static final int ALIGNMENT = 64;

    private final ByteArrayOutputStream code = new ByteArrayOutputStream();

    /** Adds a kernel; returns where it begins. */
    int append(byte[] kernel) {
        code.writeBytes(new byte[-code.size() & ALIGNMENT - 1]);
        int start = code.size();
        code.writeBytes(kernel);
        return start;
    }

    /** All of them, ready to run. */
    MappedMemory executable() {
        return MappedMemory.executable(code.toByteArray());
    }
}
