/**
 * What the services do alike as processes of their own: how they start, reach Kafka, watch their topics and keep its
 * clients' log short. No message, no topic and no rule of the log is here: those are the contract, in
 * {@code io.gemstream.proto}.
 */
@NullMarked
package io.gemstream.service;

import org.jspecify.annotations.NullMarked;
