package io.gemstream.benchmarks;

import io.gemstream.gemma.kernel.machine.InstructionSet;

/** Reads the name of an instruction set, as benchmarks take it. */
final class InstructionSets {

    private InstructionSets() {}

    /** @param name of a constant, or best */
    static InstructionSet named(String name) {
        return name.equals("best") ? InstructionSet.best().orElseThrow() : InstructionSet.valueOf(name);
    }
}
