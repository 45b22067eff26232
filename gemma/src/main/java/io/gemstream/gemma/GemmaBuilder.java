package io.gemstream.gemma;

import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.KvFormat;
import io.gemstream.gemma.backend.cpu.NumericProfile;
import io.gemstream.gemma.chat.SystemPolicy;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.EngineOptions;
import io.gemstream.gemma.error.GemmaException;
import io.gemstream.gemma.error.GemmaException.Code;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Collects the settings with which a model is opened; {@link #open} checks them and opens the model. */
public final class GemmaBuilder {

    /** The worker's default as well: room for a few conversations at a time. */
    private static final long USUAL_CACHE_TOKENS = 16_384;

    private final Path path;
    private final CpuOptions.Builder cpu = CpuOptions.builder();
    private int slots = 4;
    private Optional<NumericProfile> profile = Optional.empty();
    private OptionalLong kvCacheTokens = OptionalLong.empty();
    private SystemPolicy systemPolicy = SystemPolicy.FOLD;
    private Optional<Function<GemmaModel, Backend>> backend = Optional.empty();

    GemmaBuilder(Path path) {
        this.path = path;
    }

    /** Texts that are worked on at a time; others wait. 4 unless told otherwise. */
    public GemmaBuilder slots(int value) {
        slots = value;
        return this;
    }

    /** Threads that compute. All processors unless told otherwise. */
    public GemmaBuilder threads(int value) {
        cpu.threads(value);
        return this;
    }

    /**
     * Numeric profile of the computation. {@link NumericProfile#best} unless told otherwise; {@link NumericProfile#EXACT}
     * gives the numbers of the reference implementations, on any machine.
     */
    public GemmaBuilder profile(NumericProfile value) {
        profile = Optional.of(value);
        return this;
    }

    /**
     * Tokens the KV cache has room for, over all texts. Unless told otherwise as many as the slots can use, at most 16384;
     * in the profile {@code exact} they are on the heap.
     */
    public GemmaBuilder kvCacheTokens(long value) {
        kvCacheTokens = OptionalLong.of(value);
        return this;
    }

    /** Number format of the KV cache. As is usual in the profile unless told otherwise. */
    public GemmaBuilder kvFormat(KvFormat value) {
        cpu.kvFormat(value);
        return this;
    }

    /** Handling of system messages. They are folded into the first user message unless told otherwise. */
    public GemmaBuilder systemPolicy(SystemPolicy value) {
        systemPolicy = value;
        return this;
    }

    /**
     * Runs the model on another backend, for example {@code PjrtBackend}; what is set of threads, profile and KV cache
     * has no effect then.
     *
     * @param value makes it of the opened model; it is closed with the model
     */
    public GemmaBuilder backend(Function<GemmaModel, Backend> value) {
        backend = Optional.of(value);
        return this;
    }

    /**
     * Opens the model and starts its threads.
     *
     * @throws GemmaException INVALID_MODEL_FILE, INVALID_OPTION, INCOMPATIBLE or OUT_OF_MEMORY, or what the backend says
     */
    public Gemma open() {
        GemmaModel model = GemmaModel.load(path);
        try {
            Backend started = backend.orElse(this::onCpu).apply(model);
            try {
                return Gemma.start(model, started, this);
            } catch (RuntimeException | Error failure) {
                started.close();
                throw failure;
            }
        } catch (IllegalArgumentException wrong) {
            model.close();
            throw new GemmaException(Code.INVALID_OPTION, String.valueOf(wrong.getMessage()), wrong);
        } catch (RuntimeException | Error failure) {
            model.close();
            throw failure;
        }
    }

    SystemPolicy systemPolicy() {
        return systemPolicy;
    }

    EngineOptions engineOptions() {
        return EngineOptions.ofSlots(slots);
    }

    private Backend onCpu(GemmaModel model) {
        long usable = Math.min(USUAL_CACHE_TOKENS, (long) Math.max(1, slots) * model.config().contextLength());
        CpuOptions options = cpu
                .profile(profile.orElseGet(NumericProfile::best))
                .kvCacheTokens(kvCacheTokens.orElse(usable))
                .build();
        return CpuBackend.create(model.config(), model.weights(), options);
    }
}
