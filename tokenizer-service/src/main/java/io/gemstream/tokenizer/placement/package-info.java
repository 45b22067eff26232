/**
 * Which topic a task goes to, so that a worker finds the beginning of its prompt in its cache and none waits while
 * another idles. Pure but for the state that is kept: what lies where, who runs what. No Kafka here, and no threads.
 */
@NullMarked
package io.gemstream.tokenizer.placement;

import org.jspecify.annotations.NullMarked;
