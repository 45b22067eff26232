package io.gemstream.inference.worker;

/**
 * Who writes a stream's records.
 *
 * @param workerId the process
 * @param device for example {@code cpu}
 * @param numericProfile for example {@code exact}
 * @param contextLength most tokens of prompt and output together
 */
public record WorkerIdentity(String workerId, String device, String numericProfile, int contextLength) {}
