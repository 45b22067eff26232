/**
 * Kernels written as machine code of x86-64 and arm64 into executable memory: there are instructions that multiply and add
 * 64 bytes at once, and the Vector API has no way to say them (ADR 10); and what it can say is slow until C2 has compiled it
 * (ADR 43). Only encoders for the few instructions needed, the memory they live in, and the kernels. What they compute is
 * defined, bit for bit, by the scalar references in {@code kernel.panel} and {@code kernel}.
 */
@NullMarked
package io.gemstream.gemma.kernel.machine;

import org.jspecify.annotations.NullMarked;
