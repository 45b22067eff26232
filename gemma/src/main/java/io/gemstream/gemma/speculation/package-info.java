/** Ways to draft how a text goes on, for an engine that speculates. What becomes of the drafts is the engine's part. */
@NullMarked
package io.gemstream.gemma.speculation;

import org.jspecify.annotations.NullMarked;
