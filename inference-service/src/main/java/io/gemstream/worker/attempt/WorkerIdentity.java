package io.gemstream.worker.attempt;

/**
 * The identity of a worker in the records that it writes.
 *
 * @param workerId the process
 * @param device for example {@code cpu}
 * @param numericProfile for example {@code exact}
 * @param numericDetail what else the last bits depend on, for example {@code sums of 16 lanes}
 * @param version of this worker
 * @param contextLength most tokens of prompt and output together
 */
public record WorkerIdentity(String workerId, String device, String numericProfile, String numericDetail, String version,
        int contextLength) {

    /**
     * Names all that the bits of the worker's numbers follow from beside the model; the number of a device is no part
     * of it.
     */
    public String arithmetic() {
        return String.join(" ", device.replaceFirst(":\\d+$", ""), numericProfile, numericDetail, version);
    }
}
