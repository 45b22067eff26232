package io.gemstream.gemma.backend.pjrt.api;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Builds the arguments of PJRT's compile functions. */
final class Programs {

    private Programs() {}

    /** Arguments of one of the two compile functions, with program and options filled in. */
    static Args describe(Struct struct, String program, CompileOptions options, Arena arena) {
        MemorySegment code = PjrtPlugin.utf8(arena, program);
        MemorySegment format = PjrtPlugin.utf8(arena, "mlir");
        Args described = Structs.PROGRAM
                .allocate(arena)
                .pointer("code", code)
                .size("code_size", code.byteSize())
                .pointer("format", format)
                .size("format_size", format.byteSize());
        MemorySegment encoded = arena.allocateFrom(ValueLayout.JAVA_BYTE, options.encode());
        return struct.allocate(arena)
                .pointer("program", described.memory())
                .pointer("compile_options", encoded)
                .size("compile_options_size", encoded.byteSize());
    }
}
