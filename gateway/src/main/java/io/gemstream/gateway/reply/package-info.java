/**
 * Answers to prompts that were written to Kafka, each on the topic that its prompt named.
 *
 * <pre>
 *   row with reply-to -> ReplyTopics: is the topic there? -- may come -> wait, costs the row alone
 *                            | yes            '-- hopeless, or not in time -> given up: dead letter, row FAILED
 *                            v
 *   log -> ReplyForwarder -> ReplyTopicQueues: one queue and one thread per topic -> acknowledged -> row DELIVERED
 *               '-- a write that fails: hopeless -> given up; else the topic is in trouble, and the answer begins again
 * </pre>
 *
 * What one topic does holds up nobody who uses another.
 */
@NullMarked
package io.gemstream.gateway.reply;

import org.jspecify.annotations.NullMarked;
