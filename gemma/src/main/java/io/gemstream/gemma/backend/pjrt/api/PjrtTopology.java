package io.gemstream.gemma.backend.pjrt.api;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** Describes devices that need not be there. Programs can be compiled for them; nothing can run. */
public final class PjrtTopology implements AutoCloseable {

    private final Handle handle;

    PjrtTopology(Handle handle) {
        this.handle = handle;
    }

    /** Kind of each device. */
    public List<String> deviceKinds() {
        try (Arena arena = Arena.ofConfined()) {
            Args args = Structs.TOPOLOGY_DEVICES.allocate(arena).pointer("topology", handle.pointer());
            handle.plugin().call(PjrtFunction.TOPOLOGY_DESCRIPTION_GET_DEVICE_DESCRIPTIONS, args);
            List<String> kinds = new ArrayList<>();
            for (var description : args.pointers("descriptions", "num_descriptions")) {
                Args kind = Structs.DESCRIPTION_KIND.allocate(arena).pointer("device_description", description);
                handle.plugin().call(PjrtFunction.DEVICE_DESCRIPTION_KIND, kind);
                kinds.add(kind.text("text", "text_size"));
            }
            return kinds;
        }
    }

    /**
     * Compiles a program for these devices.
     *
     * @throws PjrtException if the compiler refuses it
     */
    public PjrtCompiled compile(String program, CompileOptions options) {
        try (Arena arena = Arena.ofConfined()) {
            Args args = Programs.describe(Structs.COMPILE, program, options, arena)
                    .pointer("topology", handle.pointer());
            handle.plugin().call(PjrtFunction.COMPILE, args);
            return new PjrtCompiled(handle.plugin(), args.pointer("executable"));
        }
    }

    @Override
    public void close() {
        handle.close();
    }
}
