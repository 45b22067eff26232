package io.gemstream.gemma.model;

/**
 * A tensor that a file has and the text model does without.
 *
 * @param name its name
 * @param reason why that is right
 */
public record SpareTensor(String name, String reason) {}
