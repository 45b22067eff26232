package io.gemstream.gemma.kernel.machine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Memory that is mapped straight from the operating system, zeroed, in whole pages. Linux on x86-64 and arm64. Not
 * guarded: whoever uses the segment after {@link #close} crashes the process.
 *
 * <p>Source of the constants: {@code bits/mman-linux.h} of glibc, the same for both.
 */
public final class MappedMemory implements AutoCloseable {

    private static final long HUGE_PAGE = 2 * 1024 * 1024;
    private static final int READ_WRITE = 3;
    private static final int READ_EXECUTE = 5;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int ADVISE_HUGE_PAGES = 14;

    private final MemorySegment mapping;
    private final MemorySegment segment;

    private MappedMemory(MemorySegment mapping, MemorySegment segment) {
        this.mapping = mapping;
        this.segment = segment;
    }

    /**
     * Memory for large tables that are read from end to end: begins at a huge page, and the system is asked for huge
     * pages, because its prefetcher stops at the end of a page.
     *
     * @throws IllegalStateException if the system refuses
     */
    public static MappedMemory large(long bytes) {
        MemorySegment mapping = map(bytes + HUGE_PAGE);
        MemorySegment segment = mapping.asSlice(-mapping.address() & HUGE_PAGE - 1, bytes);
        MethodHandle madvise = function("madvise", FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        try {
            int _ = (int) madvise.invokeExact(segment, bytes, ADVISE_HUGE_PAGES); // no is an answer
        } catch (Throwable e) {
            throw rethrown(e);
        }
        return new MappedMemory(mapping, segment);
    }

    /**
     * Code, which may be executed and no longer written.
     *
     * <p>On arm64 instruction caches do not see what was written, so somebody has to clean and invalidate: Linux does it for
     * each page that becomes executable for the first time ({@code __sync_icache_dcache} in its {@code
     * arch/arm64/mm/flush.c}, for pages of no file since 2018), which these do here, after the last write to them and before
     * any thread can have fetched from them.
     *
     * @throws IllegalStateException if the system refuses
     */
    static MappedMemory executable(byte[] code) {
        MemorySegment memory = map(code.length);
        MemorySegment.copy(code, 0, memory, ValueLayout.JAVA_BYTE, 0, code.length);
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
        return new MappedMemory(memory, memory);
    }

    /** The memory. */
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public void close() {
        MethodHandle munmap = function("munmap", FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
        try {
            int result = (int) munmap.invokeExact(mapping, mapping.byteSize());
            if (result != 0) {
                throw new IllegalStateException("munmap failed");
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
                throw new IllegalStateException("mmap of " + bytes + " bytes failed");
            }
            return memory.reinterpret(bytes);
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
