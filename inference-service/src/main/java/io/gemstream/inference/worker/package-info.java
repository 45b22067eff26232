/**
 * From a task to the records of its stream: attempts, resumption, cancellation, the loop of a slot. Talks to Kafka
 * through interfaces of this package only, so all of it is tested without a broker.
 */
@NullMarked
package io.gemstream.inference.worker;

import org.jspecify.annotations.NullMarked;
