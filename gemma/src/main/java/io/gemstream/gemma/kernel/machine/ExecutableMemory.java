package io.gemstream.gemma.kernel.machine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Machine code in memory that may be executed and no longer written. Linux on x86-64.
 *
 * <p>Source of the constants: {@code bits/mman-linux.h} of glibc.
 */
final class ExecutableMemory implements AutoCloseable {

    private static final int READ_WRITE = 3;
    private static final int READ_EXECUTE = 5;
    private static final int PRIVATE_ANONYMOUS = 0x22;

    private final MemorySegment memory;

    private ExecutableMemory(MemorySegment memory) {
        this.memory = memory;
    }

    /** @throws IllegalStateException if the system refuses */
    static ExecutableMemory of(byte[] code) {
        MemorySegment memory = map(code.length);
        MemorySegment.copy(code, 0, memory, ValueLayout.JAVA_BYTE, 0, code.length);
        protect(memory);
        return new ExecutableMemory(memory);
    }

    /** Where code starts. */
    MemorySegment at(int offset) {
        return memory.asSlice(offset);
    }

    @Override
    public void close() {
        MethodHandle munmap = function("munmap", FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
        try {
            int result = (int) munmap.invokeExact(memory, memory.byteSize());
            if (result != 0) {
                throw new IllegalStateException("munmap of code failed");
            }
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static MemorySegment map(long bytes) {
        MethodHandle mmap = function("mmap", FunctionDescriptor.of(
                ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        try {
            MemorySegment memory = (MemorySegment) mmap.invokeExact(
                    MemorySegment.NULL, bytes, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
            if (memory.address() == -1) {
                throw new IllegalStateException("mmap of " + bytes + " bytes for code failed");
            }
            return memory.reinterpret(bytes);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static void protect(MemorySegment memory) {
        MethodHandle mprotect = function("mprotect", FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        try {
            int result = (int) mprotect.invokeExact(memory, memory.byteSize(), READ_EXECUTE);
            if (result != 0) {
                throw new IllegalStateException("the system does not allow code in memory (mprotect failed)");
            }
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    static RuntimeException rethrown(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }
}
