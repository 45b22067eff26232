/**
 * Runs Gemma on the CPU: order of operations, paged KV storage, threads. The arithmetic is in {@code kernel}; which
 * tokens run in a step is decided elsewhere.
 */
@NullMarked
package io.gemstream.gemma.backend.cpu;

import org.jspecify.annotations.NullMarked;
