/** What can be set, what is refused, and how it becomes Kafka client settings. No decisions about requests. */
@NullMarked
package io.gemstream.gateway.config;

import org.jspecify.annotations.NullMarked;
