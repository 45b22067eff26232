/** Tests of the proposers by themselves; texts are compared in the engine's tests. */
@NullMarked
package io.gemstream.gemma.speculation;

import org.jspecify.annotations.NullMarked;
