/**
 * Describes a Gemma model: sizes, per-layer differences as data, and its mapped weights. Computes nothing; the
 * arithmetic is in {@code kernel}, its order in the backends.
 */
@NullMarked
package io.gemstream.gemma.model;

import org.jspecify.annotations.NullMarked;
