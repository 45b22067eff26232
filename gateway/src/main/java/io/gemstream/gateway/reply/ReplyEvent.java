package io.gemstream.gateway.reply;

import com.google.protobuf.Message;

/**
 * One event of a reply.
 *
 * @param id within the answer: unique, and the same for the same event, however often and by whomever it is written
 * @param type for example {@code io.gemstream.tokens}
 * @param body its content
 * @param last whether the answer ends with it
 */
record ReplyEvent(String id, String type, Message body, boolean last) {}
