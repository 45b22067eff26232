/**
 * Writes Gemma as StableHLO programs in MLIR text: one for a step over some rows, one for the logits of some of them.
 * Pure text in, text out: knows no plug-in and moves no numbers.
 *
 * <p>Language: <a href="https://github.com/openxla/stablehlo/blob/main/docs/spec.md">StableHLO specification</a>.
 */
@NullMarked
package io.gemstream.gemma.backend.pjrt.hlo;

import org.jspecify.annotations.NullMarked;
