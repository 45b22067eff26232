/** What a gateway costs by the number of operations that have ended. Not here: generations that run. */
@NullMarked
package io.gemstream.benchmarks.history;

import org.jspecify.annotations.NullMarked;
