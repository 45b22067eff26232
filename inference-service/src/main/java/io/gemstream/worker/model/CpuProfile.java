package io.gemstream.worker.model;

import io.gemstream.gemma.backend.cpu.NumericProfile;
import java.util.Locale;
import java.util.Optional;

/**
 * The numeric profile of a worker on the CPU.
 *
 * @param profile what it computes in
 * @param note why, in a line for whoever started the worker; empty where the configuration names the profile
 */
public record CpuProfile(NumericProfile profile, Optional<String> note) {

    private static final String AUTO = "auto";

    /** Of a value of {@code gemstream.device.profile}, on this machine. */
    public static CpuProfile of(String configured) {
        return configured.equals(AUTO)
                ? chosen(NumericProfile.best())
                : new CpuProfile(NumericProfile.valueOf(configured.toUpperCase(Locale.ROOT)), Optional.empty());
    }

    /** The one that was chosen because the machine has, or lacks, kernels for {@code fast}. */
    static CpuProfile chosen(NumericProfile best) {
        return new CpuProfile(best, Optional.of(switch (best) {
            case FAST -> "computes in fast (8-bit activations where weights are quantised, as llama.cpp does;"
                    + " gemstream.device.profile=exact gives the reference's numbers)";
            case EXACT -> "computes in exact: this machine lacks what fast needs ("
                    + NumericProfile.FAST.needs() + "), and exact does four times the arithmetic in prefill";
        }));
    }
}
