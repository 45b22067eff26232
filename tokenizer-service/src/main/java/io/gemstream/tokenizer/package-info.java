/**
 * Turns prompts into token tasks: reads the part of a model's file that is about text, and decides what becomes of a
 * prompt. No Kafka here; that is in {@code messaging}.
 */
@NullMarked
package io.gemstream.tokenizer;

import org.jspecify.annotations.NullMarked;
