/** The rim to Kafka: channels out and in, topics, the model directory's reader. Decides nothing about streams. */
@NullMarked
package io.gemstream.gateway.messaging;

import org.jspecify.annotations.NullMarked;
