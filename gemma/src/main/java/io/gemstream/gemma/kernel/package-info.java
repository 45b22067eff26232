/**
 * Arithmetic on rows of numbers: decoding stored weights, dot products, norms, softmax, over arrays and native memory;
 * no threads, no model.
 *
 * <p>Every result is bit for bit the same on each call, compiled or interpreted: sums go through a fixed tree
 * ({@link io.gemstream.gemma.kernel.Lanes}), never through {@code reduceLanes}, whose order is undefined, and
 * exponentials through polynomials, never through {@code VectorOperators.EXP}, whose compiled and interpreted values
 * differ. The tree is the same on every machine (ADR 37).
 */
@NullMarked
package io.gemstream.gemma.kernel;

import org.jspecify.annotations.NullMarked;
