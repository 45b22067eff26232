/**
 * Pure decisions about a request before it costs anything: is it well formed, which model, which options are in force,
 * which id. Knows neither gRPC nor Kafka clients.
 */
@NullMarked
package io.gemstream.gateway.admission;

import org.jspecify.annotations.NullMarked;
