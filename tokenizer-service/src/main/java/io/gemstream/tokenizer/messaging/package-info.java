/**
 * The rim of the tokenizer service: consumers, producers, topics, announcements. Decides nothing about prompts
 * but whether a record is one, and whose its id is.
 */
@NullMarked
package io.gemstream.tokenizer.messaging;

import org.jspecify.annotations.NullMarked;
