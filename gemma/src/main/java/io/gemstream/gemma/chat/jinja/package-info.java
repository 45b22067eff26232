/**
 * As much of Jinja as chat templates need, to see what the template in a model's files makes of a conversation. Nothing is
 * served with it: the answer to "does it render what we render" is all that leaves.
 */
@NullMarked
package io.gemstream.gemma.chat.jinja;

import org.jspecify.annotations.NullMarked;
