/** Reads the golden data in {@code src/test/resources/oracle}. */
@NullMarked
package io.gemstream.gemma.oracle;

import org.jspecify.annotations.NullMarked;
