/** A worker's backend that computes nothing, for measurements of everything else. */
@NullMarked
package io.gemstream.simulated;

import org.jspecify.annotations.NullMarked;
