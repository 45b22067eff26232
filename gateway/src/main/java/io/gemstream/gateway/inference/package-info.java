/**
 * The Open Inference Protocol v2: over gRPC with Triton's streams and the tensors of Triton's vLLM backend; over HTTP its
 * generate paths, health and metadata, which are read to the same messages. Translates to calls of {@code gateway.call} and
 * back, and knows nothing of what is behind them. Decisions: ADR 50; the tensors and parameters: docs/open-inference.md.
 */
@NullMarked
package io.gemstream.gateway.inference;

import org.jspecify.annotations.NullMarked;
