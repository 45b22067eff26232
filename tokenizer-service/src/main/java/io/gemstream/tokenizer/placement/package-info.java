/**
 * Decides which topic a task goes to, so that a worker finds the beginning of its prompt in its cache and no task waits
 * while another worker idles. Pure but for the state that is kept: which tasks lie in which topic, and which worker
 * runs them. No Kafka here, and no threads.
 */
@NullMarked
package io.gemstream.tokenizer.placement;

import org.jspecify.annotations.NullMarked;
