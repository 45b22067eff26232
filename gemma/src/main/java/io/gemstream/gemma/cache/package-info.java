/** Blocks of the KV cache as numbers: who holds them, and what tokens they hold. No storage and no sequences here. */
@NullMarked
package io.gemstream.gemma.cache;

import org.jspecify.annotations.NullMarked;
