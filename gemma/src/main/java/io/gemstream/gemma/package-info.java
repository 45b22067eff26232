/** The way in: open a model. Sizes and weights are in {@code model}, running it in {@code engine}. */
@NullMarked
package io.gemstream.gemma;

import org.jspecify.annotations.NullMarked;
