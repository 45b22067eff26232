package io.gemstream.benchmarks.throughput;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a simulated engine and the client that measures it say to each other, in a file that both have mapped: the client
 * how fast and how many tokens it has got, the engine when each of its steps was over. All tokens of a step have one id,
 * which says the step's number by its remainder. Thread-safe; times are {@link System#nanoTime} of one machine.
 */
public final class StepBoard {

    /** Normal pieces of the tiny models' vocabulary: their texts end no character in the middle. */
    private static final int FIRST_ID = 271;
    private static final int IDS = 240;
    private static final int STAMPS = 1 << 20;

    private static final int RATE = 0;
    private static final int RECEIVED = 1;
    private static final int SAMPLED = 2;
    private static final int STEP = 3;
    private static final int FIRST_STAMP = 8;
    private static final VarHandle WORDS = ValueLayout.JAVA_LONG.arrayElementVarHandle();

    private final MemorySegment words; // [FIRST_STAMP + STAMPS]

    private StepBoard(MemorySegment words) {
        this.words = words;
    }

    /** Opens the board in a file, which is made where it is not there. */
    public static StepBoard open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE,
                StandardOpenOption.CREATE)) {
            return new StepBoard(channel.map(FileChannel.MapMode.READ_WRITE, 0, (FIRST_STAMP + STAMPS) * 8L, Arena.global()));
        }
    }

    /** Tokens per second over all streams; 0 for as many as the client takes. */
    public double rate() {
        return Double.longBitsToDouble(get(RATE));
    }

    /** The client begins, with no generation under way. */
    public void begin(double rate) {
        set(RECEIVED, get(SAMPLED));
        set(RATE, Double.doubleToLongBits(rate));
    }

    /** Counts tokens that the client has. */
    public void received(int tokens) {
        WORDS.getAndAdd(words, 0L, (long) RECEIVED, (long) tokens);
    }

    /** Tokens since the start. */
    public long sampled() {
        return get(SAMPLED);
    }

    /** Tokens that the client does not have yet. */
    public long outstanding() {
        return get(SAMPLED) - get(RECEIVED);
    }

    /**
     * The engine's next step is over.
     *
     * @return the id of all of its tokens
     */
    public int sampled(int tokens, long nowNs) {
        long step = get(STEP) + 1;
        set(FIRST_STAMP + (int) (step % STAMPS), nowNs);
        set(STEP, step);
        set(SAMPLED, get(SAMPLED) + tokens);
        return FIRST_ID + (int) (step % IDS);
    }

    /** The latest step that may have had a token, or with {@code after} not negative, the first after that one. */
    public long stepOf(int id, long after) {
        long remainder = id - FIRST_ID;
        if (after < 0) {
            long latest = get(STEP);
            return latest - Math.floorMod(latest - remainder, IDS);
        }
        return after + 1 + Math.floorMod(remainder - after - 1, IDS);
    }

    /** When a step was over. */
    public long stampNs(long step) {
        return get(FIRST_STAMP + (int) (step % STAMPS));
    }

    private long get(int word) {
        return (long) WORDS.getVolatile(words, 0L, (long) word);
    }

    private void set(int word, long value) {
        WORDS.setVolatile(words, 0L, (long) word, value);
    }
}
