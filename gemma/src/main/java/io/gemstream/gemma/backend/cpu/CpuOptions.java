package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.machine.InstructionSet;
import io.gemstream.gemma.model.GemmaConfig;
import java.util.Optional;

/**
 * Options of the CPU backend; made by {@link #builder()}.
 *
 * @param threads threads that compute, the caller's included
 * @param blockTokens positions per KV block, a power of two
 * @param kvCacheTokens positions the KV cache has room for, over all sequences, where no window has passed any; rounded
 *     up to whole blocks
 * @param profile numeric profile
 * @param kvFormat number format of the KV cache
 * @param instructionSet what machine code is written in, empty where there is none for the machine; no bit depends on it
 */
public record CpuOptions(
        int threads, int blockTokens, long kvCacheTokens, NumericProfile profile, KvFormat kvFormat,
        Optional<InstructionSet> instructionSet) {

    private static final int USUAL_BLOCK_TOKENS = 16;
    private static final int USUAL_CACHE_TOKENS = 8192;

    public CpuOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: >= 1)");
        }
        if (blockTokens < 1 || Integer.bitCount(blockTokens) != 1) {
            throw new IllegalArgumentException("blockTokens: " + blockTokens + " (expected: a power of two)");
        }
        if (kvCacheTokens < 1 || kvCacheTokens > Integer.MAX_VALUE - blockTokens) {
            throw new IllegalArgumentException(
                    "kvCacheTokens: " + kvCacheTokens + " (expected: 1 to " + (Integer.MAX_VALUE - blockTokens) + ")");
        }
    }

    /** All processors, and one sequence of the model's context length or 8192 positions, whichever is less. */
    public static CpuOptions defaults(GemmaConfig config) {
        return defaults(config, NumericProfile.EXACT);
    }

    /** The same in a profile, with its usual KV cache. */
    public static CpuOptions defaults(GemmaConfig config, NumericProfile profile) {
        return builder()
                .kvCacheTokens(Math.min(config.contextLength(), USUAL_CACHE_TOKENS))
                .profile(profile)
                .build();
    }

    /**
     * All processors, blocks of 16 positions, 8192 of them, the profile {@code exact}, and its usual KV cache. Numbers do
     * not depend on the machine unless {@link NumericProfile#best} is asked for.
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether all that takes time in a step is machine code (ADR 43). */
    public boolean waitsForNoCompiler() {
        return profile == NumericProfile.FAST && rowInstructions().isPresent();
    }

    /** KV blocks that hold {@link #kvCacheTokens}, in each group of layers. */
    public int blocks() {
        return Math.toIntExact(Math.ceilDiv(kvCacheTokens, blockTokens));
    }

    /** Bytes of keys and values of a position, over all layers. */
    public long bytesPerToken(GemmaConfig config) {
        return KvStorage.bytesPerToken(config, config.layers().size(), kvFormat);
    }

    /** What functions of rows are written in, and products of one row with weights as they are stored. */
    Optional<InstructionSet> rowInstructions() {
        return instructionSet.filter(InstructionSet::hasRowFunctions);
    }

    /** Positions that {@link #blocks} hold. */
    int positions() {
        return blocks() * blockTokens;
    }

    /** Collects options; {@link #build()} checks them. */
    public static final class Builder {

        private int threads = Runtime.getRuntime().availableProcessors();
        private int blockTokens = USUAL_BLOCK_TOKENS;
        private long kvCacheTokens = USUAL_CACHE_TOKENS;
        private NumericProfile profile = NumericProfile.EXACT;
        private Optional<KvFormat> kvFormat = Optional.empty();
        private Optional<InstructionSet> instructionSet = Optional.empty();

        private Builder() {}

        /** See {@link CpuOptions#threads}. */
        public Builder threads(int value) {
            threads = value;
            return this;
        }

        /** See {@link CpuOptions#blockTokens}. */
        public Builder blockTokens(int value) {
            blockTokens = value;
            return this;
        }

        /** See {@link CpuOptions#kvCacheTokens}. */
        public Builder kvCacheTokens(long value) {
            kvCacheTokens = value;
            return this;
        }

        /** See {@link CpuOptions#profile}. */
        public Builder profile(NumericProfile value) {
            profile = value;
            return this;
        }

        /** See {@link CpuOptions#kvFormat}; else the one that is usual in the profile. */
        public Builder kvFormat(KvFormat value) {
            kvFormat = Optional.of(value);
            return this;
        }

        /** One that the machine has, instead of the best. */
        public Builder instructionSet(InstructionSet value) {
            instructionSet = Optional.of(value);
            return this;
        }

        /** @throws IllegalArgumentException naming the first option outside its range */
        public CpuOptions build() {
            return new CpuOptions(
                    threads, blockTokens, kvCacheTokens, profile, kvFormat.orElse(profile.usualKvFormat()),
                    instructionSet.or(InstructionSet::best));
        }
    }
}
