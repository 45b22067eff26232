package io.gemstream.gemma.backend.pjrt.hlo;

/**
 * A parameter of a program's entry point.
 *
 * @param name without percent sign, unique in the program
 * @param type what has to be passed
 */
public record Parameter(String name, TensorType type) {}
