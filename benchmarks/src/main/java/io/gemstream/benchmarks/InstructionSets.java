package io.gemstream.benchmarks;

import io.gemstream.gemma.kernel.machine.InstructionSet;
import java.util.Locale;
import java.util.Optional;

/** Reads the name of an instruction set, as benchmarks take it. */
final class InstructionSets {

    private InstructionSets() {}

    /**
     * Empty where the best is asked for and there is none.
     *
     * @param name of a constant, or best
     */
    static Optional<InstructionSet> named(String name) {
        return name.equals("best")
                ? InstructionSet.best() : Optional.of(InstructionSet.valueOf(name.toUpperCase(Locale.ROOT)));
    }
}
