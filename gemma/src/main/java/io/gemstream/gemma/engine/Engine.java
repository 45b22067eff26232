package io.gemstream.gemma.engine;

import io.gemstream.gemma.cache.KvCache;
import io.gemstream.gemma.sampling.Sampler;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Generates texts, many at a time, on one backend. Thread-safe: calls put commands in a queue that the one engine
 * thread takes between steps; it sleeps while there is nothing to do.
 *
 * <p>The engine queues whatever is submitted; callers that must not queue ask {@link #freeSlots} first. It does not own
 * the backend: close the engine first, then the backend.
 */
public final class Engine implements AutoCloseable {

    private final EngineOptions options;
    private final EngineClock clock;
    private final Tokenizer tokenizer;
    private final int capacityTokens;
    private final Scheduler scheduler; // touched by the engine thread only
    private final Speculator speculator;
    private final StepLoop loop; // touched by the engine thread only
    private final Set<String> active;
    private final Thread thread;
    private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
    private volatile EngineLoad load;
    private volatile boolean closed;

    private sealed interface Command {
        record Submit(Sequence sequence, EngineListener listener) implements Command {}

        record Cancel(String id) implements Command {}

        record Stop() implements Command {}
    }

    private Engine(
            Tokenizer tokenizer,
            EngineOptions options,
            EngineClock clock,
            int capacityTokens,
            Scheduler scheduler,
            Speculator speculator,
            StepLoop loop,
            Set<String> active) {
        this.options = options;
        this.clock = clock;
        this.tokenizer = tokenizer;
        this.capacityTokens = capacityTokens;
        this.scheduler = scheduler;
        this.speculator = speculator;
        this.loop = loop;
        this.active = active;
        this.load = scheduler.load();
        this.thread = Thread.ofPlatform().name("gemstream-engine").daemon().unstarted(this::run);
    }

    /** An engine with the machine's clocks. */
    public static Engine start(Backend backend, Tokenizer tokenizer, EngineOptions options) {
        return start(backend, tokenizer, options, EngineClock.system());
    }

    /** An engine that does not draft ahead. */
    public static Engine start(Backend backend, Tokenizer tokenizer, EngineOptions options, EngineClock clock) {
        return start(backend, tokenizer, options, clock, Speculation.OFF);
    }

    /**
     * Starts the engine thread, a daemon.
     *
     * @param tokenizer of the model behind the backend; ids beyond its size are never chosen
     */
    public static Engine start(
            Backend backend,
            Tokenizer tokenizer,
            EngineOptions options,
            EngineClock clock,
            Speculation speculation) {
        KvCache cache = KvCache.create(
                backend.groups(), backend.blocks(), backend.blockTokens(), options.prefixCache());
        Scheduler scheduler = new Scheduler(cache, options);
        Set<String> active = ConcurrentHashMap.newKeySet();
        Speculator speculator = new Speculator(speculation, options);
        StepLoop loop = new StepLoop(
                backend,
                scheduler,
                speculator,
                new Sampler(Math.min(backend.vocabularySize(), tokenizer.size()), backend.rowExponentials()),
                clock.nanos(),
                active::remove);
        Engine engine = new Engine(
                tokenizer, options, clock, cache.capacityTokens(options.maxBatchTokens()), scheduler, speculator, loop,
                active);
        engine.thread.start();
        return engine;
    }

    /**
     * Queues a sequence. One that reaches the end of its context, or of the whole KV cache where that is shorter, ends
     * there with {@link EndReason#LENGTH}.
     *
     * @param listener hears every event, from the engine thread; the last is {@link EngineEvent.Finished}
     * @throws SequenceTooLong if the prompt leaves no room for a token, even in an empty engine
     * @throws IllegalArgumentException if a token id is out of range, or a sequence of this id is active
     * @throws EngineClosedException if the engine is closed
     */
    public void submit(SequenceRequest request, EngineListener listener) {
        SequenceRequest fitting = fitting(request);
        requireIds("prompt", request.prompt());
        requireIds("resumed", request.resumed());
        long now = clock.nanos().getAsLong();
        OptionalLong deadline = request.deadlineMillis().isPresent()
                ? OptionalLong.of(clock.nanosAt(request.deadlineMillis().getAsLong()))
                : OptionalLong.empty();
        Command command = new Command.Submit(new Sequence(fitting, deadline, now), listener);
        if (closed) {
            throw new EngineClosedException();
        }
        if (!active.add(request.id())) {
            throw new IllegalArgumentException("id: " + request.id() + " (expected: not active)");
        }
        commands.add(command);
        // The engine may have closed and emptied the queue in between: either it saw the command or we take it back.
        if (closed && commands.remove(command)) {
            active.remove(request.id());
            throw new EngineClosedException();
        }
    }

    /**
     * Generates a text and waits for it. Not to be called by a listener, for which the engine would wait in turn.
     *
     * @return the text up to its end, or up to the deadline or cancellation
     * @throws java.util.concurrent.CompletionException if it ended with {@link EndReason#ERROR}; has the cause
     * @throws SequenceTooLong and the others, as {@link #submit}
     */
    public String generate(SequenceRequest request) {
        WholeText text = new WholeText();
        submit(request, text);
        return text.join();
    }

    /**
     * Ends a sequence, waiting or running, before the next step.
     *
     * @return whether a sequence of this id was active
     */
    public boolean cancel(String id) {
        if (!active.contains(id)) {
            return false;
        }
        commands.add(new Command.Cancel(id));
        return true;
    }

    /** Sequences that would start without waiting for a slot. */
    public int freeSlots() {
        return Math.max(0, options.slots() - active.size());
    }

    /** Load of the engine. */
    public EngineLoad load() {
        return load;
    }

    /** Totals of speculation since the engine started. */
    public SpeculationTotals speculated() {
        return speculator.totals();
    }

    /**
     * Stops after the current step. Sequences that have not ended do so with {@link EndReason#ERROR} and an
     * {@link EngineClosedException}. Waits for the engine thread, unless called from it.
     */
    @Override
    public void close() {
        closed = true;
        commands.add(new Command.Stop());
        if (Thread.currentThread() == thread) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Throwable cause = new EngineClosedException();
        try {
            boolean open = true;
            while (open) {
                open = loop.isIdle() ? execute(commands.take()) : executeAll();
                if (open) {
                    loop.step();
                }
                load = scheduler.load();
            }
        } catch (InterruptedException e) {
            // Someone who does not own this thread wants it to end: as good as closing.
        } catch (RuntimeException | Error failure) {
            cause = failure;
        } finally {
            closed = true;
            end(cause);
        }
    }

    private boolean executeAll() {
        for (Command command = commands.poll(); command != null; command = commands.poll()) {
            if (!execute(command)) {
                return false;
            }
        }
        return true;
    }

    private boolean execute(Command command) {
        switch (command) {
            case Command.Submit(Sequence sequence, EngineListener listener) ->
                loop.add(new Generation(sequence, listener, tokenizer));
            case Command.Cancel(String id) -> loop.cancel(id);
            case Command.Stop() -> {
                return false;
            }
        }
        return true;
    }

    private void end(Throwable cause) {
        List<Command> rest = new ArrayList<>();
        commands.drainTo(rest);
        rest.stream().filter(Command.Submit.class::isInstance).forEach(this::execute);
        loop.failAll(cause);
    }

    private SequenceRequest fitting(SequenceRequest request) {
        int longest = Math.min(request.contextLength(), capacityTokens);
        if (request.prompt().length >= longest) {
            throw new SequenceTooLong(request.prompt().length + 1, longest);
        }
        return request.within(longest);
    }

    private void requireIds(String name, int[] ids) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= tokenizer.size()) {
                throw new IllegalArgumentException(
                        name + "[" + i + "]: " + ids[i] + " (expected: 0.." + (tokenizer.size() - 1) + ")");
            }
        }
    }
}
