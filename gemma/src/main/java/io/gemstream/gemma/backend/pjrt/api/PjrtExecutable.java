package io.gemstream.gemma.backend.pjrt.api;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** A compiled program on its devices, ready to run. */
public final class PjrtExecutable implements AutoCloseable {

    private final Handle handle;
    private final int outputs;

    private PjrtExecutable(Handle handle, int outputs) {
        this.handle = handle;
        this.outputs = outputs;
    }

    static PjrtExecutable of(PjrtPlugin plugin, MemorySegment pointer) {
        Handle handle = new Handle(
                plugin, PjrtFunction.LOADED_EXECUTABLE_DESTROY, Structs.LOADED_DESTROY, "executable", pointer);
        try (PjrtCompiled compiled = compiled(handle)) {
            return new PjrtExecutable(handle, compiled.outputs());
        } catch (RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    /** The compiled form; to be closed on its own. */
    public PjrtCompiled compiled() {
        return compiled(handle);
    }

    /**
     * Starts the program on its devices. Arguments that the program aliases to results are donated.
     *
     * @param arguments per device, in the order of the program's parameters
     * @return per device, the results; they may be passed on before they are computed
     */
    public List<List<PjrtBuffer>> execute(List<List<PjrtBuffer>> arguments) {
        int devices = arguments.size();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment argumentLists = arena.allocate(ValueLayout.ADDRESS, devices);
            MemorySegment outputLists = arena.allocate(ValueLayout.ADDRESS, devices);
            for (int d = 0; d < devices; d++) {
                argumentLists.setAtIndex(ValueLayout.ADDRESS, d, pointers(arguments.get(d), arena));
                outputLists.setAtIndex(ValueLayout.ADDRESS, d, arena.allocate(ValueLayout.ADDRESS, outputs));
            }
            Args options = Structs.EXECUTE_OPTIONS.allocate(arena);
            Args args = Structs.EXECUTE
                    .allocate(arena)
                    .pointer("executable", handle.pointer())
                    .pointer("options", options.memory())
                    .pointer("argument_lists", argumentLists)
                    .size("num_devices", devices)
                    .size("num_args", arguments.getFirst().size())
                    .pointer("output_lists", outputLists);
            handle.plugin().call(PjrtFunction.LOADED_EXECUTABLE_EXECUTE, args);
            return results(outputLists, devices);
        }
    }

    @Override
    public void close() {
        handle.close();
    }

    private List<List<PjrtBuffer>> results(MemorySegment lists, int devices) {
        List<List<PjrtBuffer>> results = new ArrayList<>(devices);
        for (int d = 0; d < devices; d++) {
            MemorySegment list = lists.getAtIndex(ValueLayout.ADDRESS, d).reinterpret(8L * outputs);
            List<PjrtBuffer> buffers = new ArrayList<>(outputs);
            for (int i = 0; i < outputs; i++) {
                buffers.add(PjrtBuffer.of(handle.plugin(), list.getAtIndex(ValueLayout.ADDRESS, i)));
            }
            results.add(buffers);
        }
        return results;
    }

    private static PjrtCompiled compiled(Handle handle) {
        try (Arena arena = Arena.ofConfined()) {
            Args args = Structs.LOADED_EXECUTABLE.allocate(arena).pointer("loaded_executable", handle.pointer());
            handle.plugin().call(PjrtFunction.LOADED_EXECUTABLE_GET_EXECUTABLE, args);
            return new PjrtCompiled(handle.plugin(), args.pointer("executable"));
        }
    }

    private static MemorySegment pointers(List<PjrtBuffer> buffers, Arena arena) {
        MemorySegment array = arena.allocate(ValueLayout.ADDRESS, buffers.size());
        for (int i = 0; i < buffers.size(); i++) {
            array.setAtIndex(ValueLayout.ADDRESS, i, buffers.get(i).pointer());
        }
        return array;
    }
}
