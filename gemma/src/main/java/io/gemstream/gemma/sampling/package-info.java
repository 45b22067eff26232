/** Logits to one token, and the rules that end a text. No model and no tokenizer here. */
@NullMarked
package io.gemstream.gemma.sampling;

import org.jspecify.annotations.NullMarked;
