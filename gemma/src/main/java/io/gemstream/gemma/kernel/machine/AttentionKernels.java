package io.gemstream.gemma.kernel.machine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Computes attention of the heads that share a key head over a run of rows, in machine code (ADR 15). The bits are those of
 * {@link io.gemstream.gemma.kernel.DotKernels} and {@link io.gemstream.gemma.kernel.ElementKernels#addWeighted} on 16
 * lanes. Thread-safe. Takes addresses, for the reason that {@link PanelKernels#multiply} gives; whoever calls sees to
 * it that they are right.
 */
public final class AttentionKernels implements AutoCloseable {

    private static final int TILE = 4;

    private static final MethodHandle CALL = Linker.nativeLinker().downcallHandle(
            FunctionDescriptor.ofVoid(
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG),
            Linker.Option.critical(false));

    private final AttentionShape shape;
    private final MappedMemory memory;
    private final MemorySegment tileScores;
    private final MemorySegment rowScores;
    private final MemorySegment sums;

    private AttentionKernels(
            AttentionShape shape, MappedMemory memory, MemorySegment tileScores, MemorySegment rowScores,
            MemorySegment sums) {
        this.shape = shape;
        this.memory = memory;
        this.tileScores = tileScores;
        this.rowScores = rowScores;
        this.sums = sums;
    }

    /**
     * Writes the code for a shape, in instructions that the machine has.
     *
     * @param set one that {@linkplain InstructionSet#hasAttention has} such code
     */
    public static AttentionKernels create(InstructionSet set, AttentionShape shape) {
        CodeBuffer code = new CodeBuffer();
        int tileScores = code.append(AttentionCode.scores(set, shape, TILE));
        int rowScores = code.append(AttentionCode.scores(set, shape, 1));
        int sums = code.append(AttentionCode.sums(set, shape));
        MappedMemory memory = code.executable();
        MemorySegment segment = memory.segment();
        return new AttentionKernels(
                shape, memory, segment.asSlice(tileScores), segment.asSlice(rowScores), segment.asSlice(sums));
    }

    /**
     * Scores of a run of keys.
     *
     * @param keys address of the first of {@code count} rows
     * @param next address of the rows that are read after these
     * @param queries address of floats, [group, headDim]
     * @param scores address of the first score of the first head; {@link AttentionShape#SCORE_STRIDE} bytes on are those
     *     of the next head
     */
    public void score(long keys, long next, int count, long queries, long scores) {
        int tiles = count / TILE;
        int tiled = tiles * TILE;
        if (tiles > 0) {
            call(tileScores, keys, next, tiles, queries, scores);
        }
        if (tiled < count) {
            long done = (long) tiled * shape.rowBytes();
            call(rowScores, keys + done, next + done, count - tiled, queries, scores + (long) Float.BYTES * tiled);
        }
    }

    /**
     * Adds a run of values, each times its weight, one after the other.
     *
     * @param values address of the first of {@code count} rows
     * @param next address of the rows that are read after these
     * @param weights address of the first weight of the first head, laid out as scores are
     * @param sums address of floats, [group, headDim]
     */
    public void addWeighted(long values, long next, int count, long weights, long sums) {
        call(this.sums, values, next, count, weights, sums);
    }

    /** Gives the memory back. No kernel may be running, or be called again. */
    @Override
    public void close() {
        memory.close();
    }

    private static void call(MemorySegment kernel, long rows, long next, int tiles, long input, long output) {
        try {
            CALL.invokeExact(kernel, rows, next, (long) tiles, input, output);
        } catch (Throwable e) {
            throw MappedMemory.rethrown(e);
        }
    }
}
