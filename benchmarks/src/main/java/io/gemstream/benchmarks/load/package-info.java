/** The whole pipeline and llama-server under the same load, in turns. */
@NullMarked
package io.gemstream.benchmarks.load;

import org.jspecify.annotations.NullMarked;
