/**
 * Kafka's clients as every service uses them: settings, headers, readers whose health is known, failures in our words.
 * Not here: which topics and groups there should be, see {@code io.gemstream.service.cluster}.
 */
@NullMarked
package io.gemstream.service.kafka;

import org.jspecify.annotations.NullMarked;
