/**
 * Model files and their layout. Reads headers and hands out typed metadata and mapped tensor bytes. Knows nothing
 * of transformers; the numbers inside the bytes are decoded in {@code kernel}.
 */
@NullMarked
package io.gemstream.gemma.format;

import org.jspecify.annotations.NullMarked;
