/**
 * Turns models of other formats into GGUF files. Reads through {@code format} and {@code model}; runs nothing.
 */
@NullMarked
package io.gemstream.gemma.convert;

import org.jspecify.annotations.NullMarked;
