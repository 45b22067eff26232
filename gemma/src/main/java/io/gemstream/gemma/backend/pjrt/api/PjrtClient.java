package io.gemstream.gemma.backend.pjrt.api;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** A client of a plug-in, which holds the plug-in's devices. Close it last, after everything that came from it. */
public final class PjrtClient implements AutoCloseable {

    /** {@code PJRT_HostBufferSemantics}: the plug-in may read the memory until the call returns. */
    private static final int DURING_CALL = 0;

    /** The plug-in may read the memory until the transfer is done. */
    private static final int UNTIL_TRANSFER_COMPLETES = 1;

    /** The plug-in may read the memory as long as the buffer lives, and on a CPU need not copy it at all. */
    private static final int ZERO_COPY = 2;

    private final Handle handle;

    PjrtClient(Handle handle) {
        this.handle = handle;
    }

    /** The plug-in. */
    public PjrtPlugin plugin() {
        return handle.plugin();
    }

    /** Name of the platform that the client drives, for example {@code cpu}, {@code cuda} or {@code tpu}. */
    public String platform() {
        return text(PjrtFunction.CLIENT_PLATFORM_NAME);
    }

    /** Version of the platform, in the plug-in's words. */
    public String platformVersion() {
        return text(PjrtFunction.CLIENT_PLATFORM_VERSION);
    }

    /** Devices of this process. */
    public List<PjrtDevice> devices() {
        try (Arena arena = Arena.ofConfined()) {
            Args args = Structs.CLIENT_DEVICES.allocate(arena).pointer("client", handle.pointer());
            handle.plugin().call(PjrtFunction.CLIENT_ADDRESSABLE_DEVICES, args);
            List<PjrtDevice> devices = new ArrayList<>();
            for (MemorySegment device : args.pointers("devices", "num_devices")) {
                devices.add(PjrtDevice.of(handle, device));
            }
            return devices;
        }
    }

    /**
     * Copies a small array: the plug-in takes a copy of its own first, and nobody waits for the device.
     *
     * @param data native memory in row-major order
     */
    public PjrtBuffer copy(PjrtDevice device, MemorySegment data, ElementType type, long... shape) {
        try (Arena arena = Arena.ofConfined()) {
            Args args = fromHost(arena, device, data, type, DURING_CALL, shape);
            new PjrtEvent(handle.plugin(), args.pointer("done_with_host_buffer")).close();
            return PjrtBuffer.of(handle.plugin(), args.pointer("buffer"));
        }
    }

    /**
     * Copies an array to a device and returns when the host memory is free again.
     *
     * @param data native memory in row-major order
     */
    public PjrtBuffer upload(PjrtDevice device, MemorySegment data, ElementType type, long... shape) {
        try (Arena arena = Arena.ofConfined()) {
            Args args = fromHost(arena, device, data, type, UNTIL_TRANSFER_COMPLETES, shape);
            PjrtBuffer buffer = PjrtBuffer.of(handle.plugin(), args.pointer("buffer"));
            try (PjrtEvent done = new PjrtEvent(handle.plugin(), args.pointer("done_with_host_buffer"))) {
                done.await();
                return buffer;
            } catch (RuntimeException e) {
                buffer.close();
                throw e;
            }
        }
    }

    /**
     * An array whose host memory stays as it is and open as long as the buffer is. A CPU plug-in uses the memory itself
     * if it is aligned to 64 bytes; others read it while they copy, without a second copy on the host.
     *
     * @param data native memory in row-major order, may be mapped and read-only
     */
    public PjrtBuffer lend(PjrtDevice device, MemorySegment data, ElementType type, long... shape) {
        try (Arena arena = Arena.ofConfined()) {
            Args args = fromHost(arena, device, data, type, ZERO_COPY, shape);
            return PjrtBuffer.of(
                    handle.plugin(), args.pointer("buffer"),
                    new PjrtEvent(handle.plugin(), args.pointer("done_with_host_buffer")));
        }
    }

    /**
     * Compiles a program.
     *
     * @param program StableHLO as MLIR text
     * @throws PjrtException if the compiler refuses it
     */
    public PjrtExecutable compile(String program, CompileOptions options) {
        try (Arena arena = Arena.ofConfined()) {
            Args args = Programs.describe(Structs.CLIENT_COMPILE, program, options, arena)
                    .pointer("client", handle.pointer());
            handle.plugin().call(PjrtFunction.CLIENT_COMPILE, args);
            return PjrtExecutable.of(handle.plugin(), args.pointer("executable"));
        }
    }

    /**
     * Loads what {@link PjrtCompiled#serialize} gave.
     *
     * @throws PjrtException if the plug-in cannot read it
     */
    public PjrtExecutable load(byte[] serialized) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, serialized);
            Args args = Structs.EXECUTABLE_DESERIALIZE
                    .allocate(arena)
                    .pointer("client", handle.pointer())
                    .pointer("serialized_executable", bytes)
                    .size("serialized_executable_size", bytes.byteSize());
            handle.plugin().call(PjrtFunction.EXECUTABLE_DESERIALIZE_AND_LOAD, args);
            return PjrtExecutable.of(handle.plugin(), args.pointer("loaded_executable"));
        }
    }

    @Override
    public void close() {
        handle.close();
    }

    private Args fromHost(
            Arena arena, PjrtDevice device, MemorySegment data, ElementType type, int semantics, long... shape) {
        long bytes = type.bytes();
        for (long size : shape) {
            bytes *= size;
        }
        if (!data.isNative() || data.byteSize() != bytes) {
            throw new IllegalArgumentException(
                    "data: " + data.byteSize() + " bytes (expected: " + bytes + " bytes of native memory)");
        }
        Args args = Structs.CLIENT_BUFFER_FROM_HOST
                .allocate(arena)
                .pointer("client", handle.pointer())
                .pointer("data", data)
                .integer("type", type.number())
                .pointer("dims", arena.allocateFrom(ValueLayout.JAVA_LONG, shape))
                .size("num_dims", shape.length)
                .integer("host_buffer_semantics", semantics)
                .pointer("device", device.pointer());
        handle.plugin().call(PjrtFunction.CLIENT_BUFFER_FROM_HOST_BUFFER, args);
        return args;
    }

    private String text(PjrtFunction function) {
        try (Arena arena = Arena.ofConfined()) {
            Args args = Structs.CLIENT_NAME.allocate(arena).pointer("client", handle.pointer());
            handle.plugin().call(function, args);
            return args.text("text", "text_size");
        }
    }
}
