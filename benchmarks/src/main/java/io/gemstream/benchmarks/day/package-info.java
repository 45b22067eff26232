/** A day of a cluster, compressed: processes that are killed, clients that come and go, and what became of each request. */
@NullMarked
package io.gemstream.benchmarks.day;

import org.jspecify.annotations.NullMarked;
