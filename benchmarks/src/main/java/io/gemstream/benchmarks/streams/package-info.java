/** What open streams cost a gateway, and how they outlive one. Not here: engines; tokens are written by the benchmark itself. */
@NullMarked
package io.gemstream.benchmarks.streams;

import org.jspecify.annotations.NullMarked;
