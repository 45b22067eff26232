package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.api.DeviceMemoryException;
import io.gemstream.gemma.backend.pjrt.hlo.LayerSpec;
import io.gemstream.gemma.backend.pjrt.hlo.MatrixSpec;
import io.gemstream.gemma.backend.pjrt.hlo.ModelSpec;
import io.gemstream.gemma.backend.pjrt.hlo.Parameter;
import io.gemstream.gemma.model.GemmaConfig;
import java.util.OptionalLong;

/**
 * Division of a device's memory between weights and KV cache.
 *
 * @param weightBytes weights of the device's share
 * @param kvBytesPerToken keys and values of a position, on this device
 * @param kvTokens positions in the KV cache
 * @param availableBytes what may be used, or empty where the plug-in does not tell
 */
record MemoryPlan(long weightBytes, long kvBytesPerToken, long kvTokens, OptionalLong availableBytes) {

    /** Positions per slot, where the device does not tell its memory. */
    private static final int USUAL_TOKENS = 8192;

    /** Share of the memory that is left to activations until programs are compiled and tell what they need. */
    private static final int ACTIVATION_SHARE = 16;

    /**
     * Decides the size of the KV cache.
     *
     * @throws DeviceMemoryException if weights and cache do not fit
     */
    static MemoryPlan of(ModelSpec model, PjrtOptions options, OptionalLong availableBytes) {
        long weights = weightBytes(model);
        long perToken = 0;
        for (LayerSpec layer : model.layers()) {
            perToken += 2L * layer.key().rows() * options.profile().cache().bytes();
        }
        MemoryPlan plan = new MemoryPlan(weights, perToken, tokens(model, options, weights, perToken, availableBytes),
                availableBytes);
        plan.check(options, 0);
        return plan;
    }

    DeviceMemoryUse use(long workBytes) {
        return new DeviceMemoryUse(weightBytes, kvBytesPerToken * kvTokens, workBytes, availableBytes);
    }

    /** @throws DeviceMemoryException if the working memory of programs does not fit beside weights and cache */
    void check(PjrtOptions options, long workBytes) {
        long needed = use(workBytes).usedBytes();
        if (availableBytes.isPresent() && (needed > availableBytes.getAsLong() || kvTokens < options.blockTokens())) {
            throw new DeviceMemoryException("device " + options.device() + ": weights of " + weightBytes
                    + " bytes, a KV cache of " + kvTokens + " tokens (" + kvBytesPerToken * kvTokens
                    + " bytes) and " + workBytes + " bytes to work in, but " + availableBytes.getAsLong()
                    + " bytes are available (lower the tokens of the KV cache or the slots, raise the memory fraction, use"
                    + " the profile int8, or spread the model over more devices)");
        }
    }

    private static long tokens(
            ModelSpec model, PjrtOptions options, long weights, long perToken, OptionalLong available) {
        if (options.kvCacheTokens() > 0) {
            return roundUp(options.kvCacheTokens(), options.blockTokens());
        }
        GemmaConfig config = model.config();
        if (available.isEmpty()) {
            return roundUp((long) options.slots() * Math.min(config.contextLength(), USUAL_TOKENS),
                    options.blockTokens());
        }
        long wanted = roundUp((long) options.slots() * config.contextLength(), options.blockTokens());
        long room = available.getAsLong() - available.getAsLong() / ACTIVATION_SHARE - weights;
        long fits = Math.max(0, room / perToken) / options.blockTokens() * options.blockTokens();
        return Math.min(Math.min(wanted, fits), Integer.MAX_VALUE / 2);
    }

    private static long weightBytes(ModelSpec model) {
        long bytes = model.embedding().bytes() + model.ownHead().map(MatrixSpec::bytes).orElse(0L);
        for (LayerSpec layer : model.layers()) {
            for (Parameter weight : layer.parameters()) {
                bytes += weight.type().bytes();
            }
        }
        return bytes;
    }

    private static long roundUp(long tokens, int block) {
        return Math.ceilDiv(tokens, block) * block;
    }
}
