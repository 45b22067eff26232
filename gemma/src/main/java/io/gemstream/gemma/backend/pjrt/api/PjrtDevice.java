package io.gemstream.gemma.backend.pjrt.api;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/** A device of a client; lives as long as the client. */
public final class PjrtDevice {

    private final Handle client;
    private final MemorySegment pointer;
    private final int id;
    private final String kind;

    private PjrtDevice(Handle client, MemorySegment pointer, int id, String kind) {
        this.client = client;
        this.pointer = pointer;
        this.id = id;
        this.kind = kind;
    }

    static PjrtDevice of(Handle client, MemorySegment pointer) {
        PjrtPlugin plugin = client.plugin();
        try (Arena arena = Arena.ofConfined()) {
            Args description = Structs.DEVICE_DESCRIPTION.allocate(arena).pointer("device", pointer);
            plugin.call(PjrtFunction.DEVICE_GET_DESCRIPTION, description);
            MemorySegment described = description.pointer("device_description");
            Args id = Structs.DESCRIPTION_ID.allocate(arena).pointer("device_description", described);
            plugin.call(PjrtFunction.DEVICE_DESCRIPTION_ID, id);
            Args kind = Structs.DESCRIPTION_KIND.allocate(arena).pointer("device_description", described);
            plugin.call(PjrtFunction.DEVICE_DESCRIPTION_KIND, kind);
            return new PjrtDevice(client, pointer, id.integer("id"), kind.text("text", "text_size"));
        }
    }

    /** Number of the device among all of the client. */
    public int id() {
        return id;
    }

    /** Kind of the device, for example {@code NVIDIA H100 80GB HBM3}. */
    public String kind() {
        return kind;
    }

    /** Bytes that may be allocated on it in all, or empty where the plug-in does not tell. */
    public OptionalLong memoryLimitBytes() {
        try (Arena arena = Arena.ofConfined()) {
            Args args = Structs.DEVICE_MEMORY.allocate(arena).pointer("device", pointer());
            client.plugin().call(PjrtFunction.DEVICE_MEMORY_STATS, args);
            return args.flag("bytes_limit_is_set") ? OptionalLong.of(args.size("bytes_limit")) : OptionalLong.empty();
        } catch (PjrtException e) {
            if (e.pluginCode() == ErrorCode.UNIMPLEMENTED) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    MemorySegment pointer() {
        client.pointer(); // refuses a closed client
        return pointer;
    }
}
