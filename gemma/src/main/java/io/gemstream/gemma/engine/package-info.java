/** The step loop: scheduler, sequences, and the backend interface it drives. No device code here. */
@NullMarked
package io.gemstream.gemma.engine;

import org.jspecify.annotations.NullMarked;
