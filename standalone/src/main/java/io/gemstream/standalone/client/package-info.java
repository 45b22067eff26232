/**
 * Work of the command line with generations besides asking for them: counts and times a stream, compares one with the
 * same computed again, reads tasks and dead letters from Kafka. It prints nothing and boots nothing.
 */
@NullMarked
package io.gemstream.standalone.client;

import org.jspecify.annotations.NullMarked;
