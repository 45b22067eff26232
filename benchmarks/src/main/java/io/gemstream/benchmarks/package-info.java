/** Measurements, started by {@code benchmarks/run}; each prints what it measured against what. No tests here. */
@NullMarked
package io.gemstream.benchmarks;

import org.jspecify.annotations.NullMarked;
