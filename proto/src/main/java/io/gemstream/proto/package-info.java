/**
 * The contract between the services, beside the generated messages: topics, record headers, error reasons, and the
 * rules by which a generation's log is read, and those by which options are refused. Nothing here talks to a network.
 */
@NullMarked
package io.gemstream.proto;

import org.jspecify.annotations.NullMarked;
