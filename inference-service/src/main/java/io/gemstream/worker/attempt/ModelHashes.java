package io.gemstream.worker.attempt;

/**
 * Names of what computes; {@code Provenance} says of which bytes. Empty where they could not be read.
 *
 * @param model SHA-256 in hexadecimal
 * @param tokenizer SHA-256 in hexadecimal
 */
public record ModelHashes(String model, String tokenizer) {

    /** Of a model that can no longer be read. */
    public static final ModelHashes UNKNOWN = new ModelHashes("", "");
}
