/** Makes variants of the tiny models that {@code io.gemstream.testing.oracle} finds. */
@NullMarked
package io.gemstream.gemma.oracle;

import org.jspecify.annotations.NullMarked;
