package io.gemstream.gemma.inspect;

/**
 * A token with which a model ends its text.
 *
 * @param id its id
 * @param piece its text as the vocabulary has it
 * @param isText whether it is a piece of text as well, which the file that names it can hardly mean
 */
public record EndToken(int id, String piece, boolean isText) {}
