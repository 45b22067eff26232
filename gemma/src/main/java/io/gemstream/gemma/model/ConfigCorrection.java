package io.gemstream.gemma.model;

/**
 * A published value that is known to be wrong and was not used.
 *
 * @param key where it stands
 * @param published what the file says
 * @param used what is used instead
 * @param reason how that is known
 */
public record ConfigCorrection(String key, String published, String used, String reason) {}
