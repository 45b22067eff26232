/** The pipeline's own throughput, with an engine that computes nothing. */
@NullMarked
package io.gemstream.benchmarks.throughput;

import org.jspecify.annotations.NullMarked;
