/** Ways to guess how a text goes on, for an engine that speculates. What becomes of the guesses is the engine's part. */
@NullMarked
package io.gemstream.gemma.speculation;

import org.jspecify.annotations.NullMarked;
