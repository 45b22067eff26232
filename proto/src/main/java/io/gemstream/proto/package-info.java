/**
 * The contract between the services, beside the generated messages: topics, record headers, error reasons, and the
 * rules by which a generation's log is read. Nothing here talks to a network but {@link TopicProvisioner}, which only
 * creates what {@link Topics} lists, and {@link TableTail}, which reads compacted topics.
 */
@NullMarked
package io.gemstream.proto;

import org.jspecify.annotations.NullMarked;
