package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.api.PjrtCompiled;
import io.gemstream.gemma.backend.pjrt.api.PjrtExecutable;
import io.gemstream.gemma.backend.pjrt.hlo.CacheSpec;
import io.gemstream.gemma.backend.pjrt.hlo.HeadProgram;
import io.gemstream.gemma.backend.pjrt.hlo.HloProgram;
import io.gemstream.gemma.backend.pjrt.hlo.ModelSpec;
import io.gemstream.gemma.backend.pjrt.hlo.StepProgram;
import io.gemstream.gemma.backend.pjrt.hlo.StepShape;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Keeps the programs of a backend, which are compiled when they are first asked for. */
final class StepPrograms implements AutoCloseable {

    /** Twice the 64 of Gemma's published sampling options; 1 KiB per row. */
    private static final int BEST = 128;

    private final ProgramStore store;
    private final ModelSpec model;
    private final CacheSpec cache;
    private final int positions;
    private final Map<StepShape, Loaded> steps = new HashMap<>();
    private final Map<StepShape, Loaded> heads = new HashMap<>();

    /** A program and its compiled form. */
    record Loaded(HloProgram program, PjrtExecutable executable) {}

    StepPrograms(ProgramStore store, ModelSpec model, CacheSpec cache, int positions) {
        this.store = store;
        this.model = model;
        this.cache = cache;
        this.positions = positions;
    }

    /** Rows of logits that the head of a shape computes: one per table. */
    static int headRows(StepShape shape) {
        return shape.tables();
    }

    /** Best tokens per row that the head finds in a device's share of the vocabulary. */
    int best() {
        return Math.min(BEST, model.embedding().rows());
    }

    Loaded step(StepShape shape) {
        return steps.computeIfAbsent(shape, s -> load(StepProgram.write(model, s, cache, positions)));
    }

    Loaded head(StepShape shape) {
        return heads.computeIfAbsent(shape, s -> load(HeadProgram.write(model, s, headRows(s), best())));
    }

    /** Bytes that the hungriest of the loaded step and head programs works in. */
    long workBytes() {
        return Stream.of(steps, heads)
                .flatMap(loaded -> loaded.values().stream())
                .mapToLong(StepPrograms::workBytes)
                .max()
                .orElse(0);
    }

    private static long workBytes(Loaded program) {
        try (PjrtCompiled compiled = program.executable().compiled()) {
            return compiled.memoryUse().temporaryBytes();
        }
    }

    @Override
    public void close() {
        steps.values().forEach(loaded -> loaded.executable().close());
        heads.values().forEach(loaded -> loaded.executable().close());
    }

    private Loaded load(HloProgram program) {
        return new Loaded(program, store.executable(program));
    }
}
