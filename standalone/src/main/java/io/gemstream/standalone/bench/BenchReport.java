package io.gemstream.standalone.bench;

import java.util.List;
import java.util.Optional;

/**
 * Results of a benchmark.
 *
 * @param model name of the file
 * @param architecture as the file has it
 * @param profile numeric profile
 * @param threads threads that computed
 * @param loadSeconds from the file's opening to a backend that can run
 * @param prompt tokens of the prefill
 * @param machine the machine that it ran on
 * @param memory after all measurements
 * @param prefill of one prompt
 * @param decode by number of streams
 * @param speculation where it was asked for
 */
public record BenchReport(
        String model,
        String architecture,
        String profile,
        int threads,
        double loadSeconds,
        int prompt,
        Machine machine,
        MemoryUse memory,
        Rate prefill,
        List<DecodeRate> decode,
        Optional<SpeculationGain> speculation) {

    public BenchReport {
        decode = List.copyOf(decode);
    }
}
