/**
 * A Kafka node inside this JVM, alone or one of a cluster: its configuration, its storage, start and stop.
 * Topics and groups are not made here, and nothing here knows of models or services.
 */
@NullMarked
package io.gemstream.standalone.broker;

import org.jspecify.annotations.NullMarked;
