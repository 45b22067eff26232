/** The settings of the gateway, and the Kafka client settings that follow from them. No decisions about requests. */
@NullMarked
package io.gemstream.gateway.config;

import org.jspecify.annotations.NullMarked;
