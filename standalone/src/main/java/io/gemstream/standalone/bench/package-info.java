/** Measures a model on this machine and reports it. The pipeline has no part in it. */
@NullMarked
package io.gemstream.standalone.bench;

import org.jspecify.annotations.NullMarked;
