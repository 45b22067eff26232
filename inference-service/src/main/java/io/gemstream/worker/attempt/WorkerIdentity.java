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
        int contextLength) {}
