package io.gemstream.gemma.backend.pjrt.api;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Turns the plug-in's events into futures. The plug-in calls back on one of its own threads with a number that we gave
 * it; the number finds the future. One native stub serves all events and, as the plug-in itself, is never freed.
 */
final class EventCallbacks {

    private final PjrtPlugin plugin;
    private final Map<Long, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong(1);
    private final MemorySegment stub;

    EventCallbacks(PjrtPlugin plugin) {
        this.plugin = plugin;
        this.stub = Linker.nativeLinker()
                .upcallStub(
                        target().bindTo(waiting).bindTo(plugin),
                        FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS), Arena.global());
    }

    /** A future that completes, or fails with the plug-in's error, when the event is ready. */
    CompletableFuture<Void> whenReady(MemorySegment event) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        long number = next.getAndIncrement();
        waiting.put(number, future);
        try (Arena arena = Arena.ofConfined()) {
            plugin.call(
                    PjrtFunction.EVENT_ON_READY,
                    Structs.EVENT_ON_READY
                            .allocate(arena)
                            .pointer("event", event)
                            .pointer("callback", stub)
                            .size("user_arg", number));
        } catch (RuntimeException e) {
            waiting.remove(number);
            throw e;
        }
        return future;
    }

    private static MethodHandle target() {
        try {
            return MethodHandles.lookup()
                    .findStatic(
                            EventCallbacks.class, "ready",
                            MethodType.methodType(
                                    void.class, Map.class, PjrtPlugin.class, MemorySegment.class,
                                    MemorySegment.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Called by native threads: nothing may be thrown from here, it would end the process. */
    private static void ready(
            Map<Long, CompletableFuture<Void>> waiting, PjrtPlugin plugin, MemorySegment error,
            MemorySegment number) {
        CompletableFuture<Void> future = waiting.remove(number.address());
        try {
            if (error.address() == 0) {
                future.complete(null);
            } else {
                future.completeExceptionally(plugin.consume("PJRT_Event", error));
            }
        } catch (Throwable e) {
            future.completeExceptionally(e);
        }
    }
}
