package io.gemstream.gemma.backend.pjrt.api;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A compiled program that is not on a device. */
public final class PjrtCompiled implements AutoCloseable {

    private final Handle handle;

    PjrtCompiled(PjrtPlugin plugin, MemorySegment pointer) {
        this.handle = new Handle(
                plugin, PjrtFunction.EXECUTABLE_DESTROY, Structs.EXECUTABLE_DESTROY, "executable", pointer);
    }

    /** Number of results. */
    public int outputs() {
        try (Arena arena = Arena.ofConfined()) {
            Args args = Structs.EXECUTABLE_OUTPUTS.allocate(arena).pointer("executable", handle.pointer());
            handle.plugin().call(PjrtFunction.EXECUTABLE_NUM_OUTPUTS, args);
            return Math.toIntExact(args.size("num_outputs"));
        }
    }

    /** Device memory it needs. */
    public MemoryUse memoryUse() {
        try (Arena arena = Arena.ofConfined()) {
            Args args = Structs.EXECUTABLE_MEMORY.allocate(arena).pointer("executable", handle.pointer());
            handle.plugin().call(PjrtFunction.EXECUTABLE_GET_COMPILED_MEMORY_STATS, args);
            return new MemoryUse(
                    args.size("argument_size_in_bytes"), args.size("output_size_in_bytes"),
                    args.size("alias_size_in_bytes"), args.size("temp_size_in_bytes"));
        }
    }

    /** The compiled form, for {@link PjrtClient#load}; read by the same plug-in on the same kind of device only. */
    public byte[] serialize() {
        try (Arena arena = Arena.ofConfined()) {
            Args args = Structs.EXECUTABLE_SERIALIZE.allocate(arena).pointer("executable", handle.pointer());
            handle.plugin().call(PjrtFunction.EXECUTABLE_SERIALIZE, args);
            try {
                return args.bytes("serialized_bytes", "serialized_bytes_size");
            } finally {
                PjrtPlugin.callVoid(
                        args.pointer("serialized_executable_deleter"), args.pointer("serialized_executable"));
            }
        }
    }

    @Override
    public void close() {
        handle.close();
    }
}
