package io.gemstream.gemma.inspect;

import io.gemstream.gemma.format.GgmlType;

/**
 * All tensors of one stored type.
 *
 * @param type the type
 * @param tensors how many
 * @param elements numbers in them
 * @param bytes bytes they take in the file
 */
public record TypeTotal(GgmlType type, int tensors, long elements, long bytes) {}
