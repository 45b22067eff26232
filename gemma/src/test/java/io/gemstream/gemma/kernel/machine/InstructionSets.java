package io.gemstream.gemma.kernel.machine;

import org.junit.jupiter.api.Assumptions;

/** Which instruction sets tests can run. */
final class InstructionSets {

    private InstructionSets() {}

    /** Skips a test whose code the machine cannot execute. */
    static void assumePresent(InstructionSet set) {
        Assumptions.assumeTrue(InstructionSet.all().contains(set), () -> "the machine has no " + set);
    }
}
