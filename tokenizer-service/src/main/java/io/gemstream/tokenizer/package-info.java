/**
 * Prompts to token tasks: what a model's file says about text, and the pure decision what becomes of a prompt. No
 * Kafka here but for the headers of a deadline; that is in {@code messaging}.
 */
@NullMarked
package io.gemstream.tokenizer;

import org.jspecify.annotations.NullMarked;
