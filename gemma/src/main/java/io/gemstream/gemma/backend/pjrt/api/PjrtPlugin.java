package io.gemstream.gemma.backend.pjrt.api;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A loaded plug-in: a shared library with one entry point, {@code GetPjrtApi}, that returns a table of functions.
 *
 * <p>Thread-safe. A plug-in is never unloaded: it keeps threads of its own that run its code until the process ends.
 */
public final class PjrtPlugin {

    private static final long API_SIZE_OFFSET = 0;
    private static final long API_VERSION_OFFSET = 16;
    private static final MethodHandle CALL = Linker.nativeLinker()
            .downcallHandle(FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    private static final MethodHandle CALL_VOID =
            Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

    private final Path path;
    private final MemorySegment api; // PJRT_Api
    private final long apiBytes;
    private final ApiVersion version;
    private final AtomicLong live = new AtomicLong();
    private final EventCallbacks callbacks = new EventCallbacks(this);

    private PjrtPlugin(Path path, MemorySegment api, long apiBytes, ApiVersion version) {
        this.path = path;
        this.api = api;
        this.apiBytes = apiBytes;
        this.version = version;
    }

    /**
     * Loads and initialises a plug-in.
     *
     * @throws PluginNotFoundException if there is no such library, or it is not a PJRT plug-in
     * @throws PjrtVersionException if it speaks a version that this binding does not
     * @throws PjrtException if its own initialisation fails
     */
    public static PjrtPlugin load(Path path) {
        Path library = path.toAbsolutePath();
        LibraryFile.require(library);
        PjrtPlugin plugin = negotiate(path, entryPoint(library));
        try (Arena arena = Arena.ofConfined()) {
            plugin.call(PjrtFunction.PLUGIN_INITIALIZE, Structs.PLUGIN_INITIALIZE.allocate(arena));
        }
        return plugin;
    }

    private static MemorySegment entryPoint(Path library) {
        try {
            MemorySegment symbol = SymbolLookup.libraryLookup(library, Arena.global())
                    .find("GetPjrtApi")
                    .orElseThrow(() -> new PluginNotFoundException(
                            "PJRT plug-in " + library + ": no symbol GetPjrtApi (expected: a PJRT plug-in)"));
            return (MemorySegment) Linker.nativeLinker()
                    .downcallHandle(symbol, FunctionDescriptor.of(ValueLayout.ADDRESS))
                    .invokeExact();
        } catch (IllegalArgumentException e) {
            PluginNotFoundException notFound = new PluginNotFoundException("PJRT plug-in " + library
                    + ": the system cannot load it; it is no library for this machine, or lacks one of its own (ldd tells): "
                    + e.getMessage());
            notFound.initCause(e);
            throw notFound;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the version that the table of functions states. */
    static PjrtPlugin negotiate(Path path, MemorySegment table) {
        MemorySegment head = table.reinterpret(API_VERSION_OFFSET + Structs.VERSION.size());
        long bytes = head.get(ValueLayout.JAVA_LONG, API_SIZE_OFFSET);
        Args stated = Structs.VERSION.at(head.asSlice(API_VERSION_OFFSET));
        ApiVersion version = new ApiVersion(stated.integer("major_version"), stated.integer("minor_version"));
        if (version.major() != ApiVersion.BINDING.major() || version.minor() < ApiVersion.OLDEST.minor()) {
            throw new PjrtVersionException("PJRT plug-in " + path + ": version " + version + " (expected: "
                    + ApiVersion.OLDEST + " or newer with major " + ApiVersion.BINDING.major()
                    + "; this binding knows " + ApiVersion.BINDING + "): install a plug-in of that version");
        }
        return new PjrtPlugin(path, table.reinterpret(bytes), bytes, version);
    }

    /** The library. */
    public Path path() {
        return path;
    }

    /** Version of the API that the plug-in speaks. */
    public ApiVersion version() {
        return version;
    }

    /** Native objects of this plug-in that were handed out and not closed. Zero when everything is closed. */
    public long liveObjects() {
        return live.get();
    }

    /**
     * Creates a client, which takes hold of the plug-in's devices.
     *
     * @param options by the plug-in's own names; a name that it does not know may be an error
     */
    public PjrtClient createClient(Map<String, OptionValue> options) {
        try (Arena arena = Arena.ofConfined()) {
            Args args = Structs.CLIENT_CREATE
                    .allocate(arena)
                    .pointer("create_options", OptionValue.encode(options, arena))
                    .size("num_options", options.size());
            call(PjrtFunction.CLIENT_CREATE, args);
            return new PjrtClient(new Handle(
                    this, PjrtFunction.CLIENT_DESTROY, Structs.CLIENT_DESTROY, "client", args.pointer("client")));
        }
    }

    /**
     * Describes devices that need not be there, to compile for them.
     *
     * @param name in the plug-in's own words, for example {@code v5e:2x2}
     */
    public PjrtTopology topology(String name, Map<String, OptionValue> options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(name);
            Args args = Structs.TOPOLOGY_CREATE
                    .allocate(arena)
                    .pointer("topology_name", text)
                    .size("topology_name_size", text.byteSize() - 1)
                    .pointer("create_options", OptionValue.encode(options, arena))
                    .size("num_options", options.size());
            call(PjrtFunction.TOPOLOGY_DESCRIPTION_CREATE, args);
            return new PjrtTopology(new Handle(
                    this, PjrtFunction.TOPOLOGY_DESCRIPTION_DESTROY, Structs.TOPOLOGY_DESTROY, "topology",
                    args.pointer("topology")));
        }
    }

    EventCallbacks callbacks() {
        return callbacks;
    }

    AtomicLong live() {
        return live;
    }

    /**
     * Calls a function.
     *
     * @throws PjrtException with the plug-in's message if it returns an error
     */
    void call(PjrtFunction function, Args args) {
        MemorySegment error;
        try {
            error = (MemorySegment) CALL.invokeExact(pointer(function), args.memory());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(function.symbol(), e);
        }
        if (error.address() != 0) {
            throw consume(function.symbol(), error);
        }
    }

    /** Reads an error and frees it. */
    PjrtException consume(String function, MemorySegment error) {
        try (Arena arena = Arena.ofConfined()) {
            Args message = Structs.ERROR_MESSAGE.allocate(arena).pointer("error", error);
            callVoid(PjrtFunction.ERROR_MESSAGE, message);
            String text = message.text("message", "message_size");
            Args code = Structs.ERROR_CODE.allocate(arena).pointer("error", error);
            call(PjrtFunction.ERROR_GET_CODE, code);
            callVoid(PjrtFunction.ERROR_DESTROY, Structs.ERROR_DESTROY.allocate(arena).pointer("error", error));
            return PjrtException.of(function, code.integer("code"), text);
        }
    }

    /** Calls a function pointer that a struct brought, which returns nothing and takes one pointer. */
    static void callVoid(MemorySegment function, MemorySegment argument) {
        try {
            CALL_VOID.invokeExact(function, argument);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private void callVoid(PjrtFunction function, Args args) {
        callVoid(pointer(function), args.memory());
    }

    private MemorySegment pointer(PjrtFunction function) {
        MemorySegment pointer = function.offset() + 8 <= apiBytes
                ? api.get(ValueLayout.ADDRESS, function.offset())
                : MemorySegment.NULL;
        if (pointer.address() == 0) {
            throw new PjrtVersionException("PJRT plug-in " + path + ", version " + version + ": no "
                    + function.symbol() + " (expected: a plug-in of version " + ApiVersion.BINDING + ")");
        }
        return pointer;
    }

    /** Text in native memory, without a zero byte, as the API takes it. */
    static MemorySegment utf8(Arena arena, String text) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, text.getBytes(StandardCharsets.UTF_8));
    }
}
