package io.gemstream.worker.attempt;

/**
 * The hashes that name a model and its tokenizer; {@code Provenance} says of which bytes. Empty where those could not
 * be read.
 *
 * @param model SHA-256 in hexadecimal
 * @param tokenizer SHA-256 in hexadecimal
 */
public record ModelHashes(String model, String tokenizer) {

    /** The hashes of a model that can no longer be read. */
    public static final ModelHashes UNKNOWN = new ModelHashes("", "");
}
