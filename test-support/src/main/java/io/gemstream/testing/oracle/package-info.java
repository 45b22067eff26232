/** Finds the tiny models in the module's folder {@code oracle}, and reads the numbers that other engines made of them. */
@NullMarked
package io.gemstream.testing.oracle;

import org.jspecify.annotations.NullMarked;
