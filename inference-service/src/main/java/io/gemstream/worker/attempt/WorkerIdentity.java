package io.gemstream.worker.attempt;

/**
 * Who writes a stream's records.
 *
 * @param workerId the process
 * @param device for example {@code cpu}
 * @param numericProfile for example {@code exact}
 * @param numericDetail what else the last bits depend on, for example the platform of an accelerator
 * @param version of this worker
 * @param contextLength most tokens of prompt and output together
 */
public record WorkerIdentity(String workerId, String device, String numericProfile, String numericDetail, String version,
        int contextLength) {

    /** What the bits of its numbers follow from, beside the model; the number of a device is none of it. */
    public String arithmetic() {
        return String.join(" ", device.replaceFirst(":\\d+$", ""), numericProfile, numericDetail, version);
    }
}
