/**
 * Products of quantised weights with quantised activations: how both are laid out for it, and the scalar reference that
 * says what the product is. No threads, no model, no machine code.
 */
@NullMarked
package io.gemstream.gemma.kernel.panel;

import org.jspecify.annotations.NullMarked;
