/**
 * A member of a Kafka share group (KIP-932) that takes records while it holds others, for as many holders as a process has.
 * {@link io.gemstream.service.share.ShareMember} is the loop; {@code Membership} and {@code BrokerSession} are what it has
 * said and heard, without a thread or a socket. The client's own share consumer takes nothing while it holds a record
 * (ADR 45), so this speaks the protocol with kafka-clients' connections and messages.
 * Not here: what a record means.
 */
@NullMarked
package io.gemstream.service.share;

import org.jspecify.annotations.NullMarked;
