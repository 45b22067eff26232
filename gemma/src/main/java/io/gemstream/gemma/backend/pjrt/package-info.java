/**
 * Runs Gemma on whatever a PJRT plug-in drives: GPU, TPU, or the CPU it is tested on. Device choice, weights and KV
 * cache on the device, and the step itself; the binding is in {@code api}, the programs are written in {@code hlo}.
 */
@NullMarked
package io.gemstream.gemma.backend.pjrt;

import org.jspecify.annotations.NullMarked;
