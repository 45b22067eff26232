/** The whole pipeline and llama-server under the same load, in turns; and the pipeline's own faces against each other. */
@NullMarked
package io.gemstream.benchmarks.load;

import org.jspecify.annotations.NullMarked;
