/** Conversations to the text a Gemma model was tuned on. No token ids here. */
@NullMarked
package io.gemstream.gemma.chat;

import org.jspecify.annotations.NullMarked;
