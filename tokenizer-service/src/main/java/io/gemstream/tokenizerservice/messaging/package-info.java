/** The rim of the tokenizer service: consumers, producers, topics, announcements. Decides nothing about prompts. */
@NullMarked
package io.gemstream.tokenizerservice.messaging;

import org.jspecify.annotations.NullMarked;
