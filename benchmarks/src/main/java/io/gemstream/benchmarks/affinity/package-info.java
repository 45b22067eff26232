/** Placing tasks by the beginnings of their prompts against giving them to any worker, under the same conversations. */
@NullMarked
package io.gemstream.benchmarks.affinity;

import org.jspecify.annotations.NullMarked;
