/** A worker whose backend computes nothing, takes the time of a device, and answers each prompt as its prompt asks. */
@NullMarked
package io.gemstream.simulated.worker;

import org.jspecify.annotations.NullMarked;
