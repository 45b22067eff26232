/** Blocks of the KV cache as numbers, and who holds them. No storage and no sequences here. */
@NullMarked
package io.gemstream.gemma.cache;

import org.jspecify.annotations.NullMarked;
