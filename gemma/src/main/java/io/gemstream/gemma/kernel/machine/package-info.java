/**
 * Kernels written as x86-64 machine code into executable memory: AVX-512 VNNI has an instruction that multiplies and
 * adds 64 bytes at once, and the Vector API has no way to say it. Only an encoder for the few instructions needed, the
 * memory they live in, and the kernels. What they compute is defined by the scalar reference in {@code kernel.panel},
 * bit for bit.
 */
@NullMarked
package io.gemstream.gemma.kernel.machine;

import org.jspecify.annotations.NullMarked;
