/**
 * Kernels written as machine code of x86-64 and arm64 into executable memory: there are instructions that multiply and add
 * 64 bytes at once, and the Vector API has no way to say them. Only encoders for the few instructions needed, the memory they
 * live in, and the kernels. What they compute is defined by the scalar reference in {@code kernel.panel}, bit for bit.
 */
@NullMarked
package io.gemstream.gemma.kernel.machine;

import org.jspecify.annotations.NullMarked;
