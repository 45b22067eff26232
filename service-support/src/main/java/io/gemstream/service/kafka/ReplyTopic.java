package io.gemstream.service.kafka;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.RecordHeaders;
import org.apache.kafka.common.internals.Topic;

/** Checks the names of the topics that clients name for their answers. */
public final class ReplyTopic {

    private static final String OURS = "gemstream.";
    private static final String KAFKAS = "__";

    private ReplyTopic() {}

    /** Whether a client may have an answer on a topic of that name. */
    public static boolean possible(String topic) {
        return Topic.isValid(topic) && !topic.startsWith(OURS) && !topic.startsWith(KAFKAS);
    }

    /**
     * The name, where a client may have an answer there.
     *
     * @throws GemstreamException MALFORMED_RECORD for a name that no topic can have, and for topics of ours and of Kafka's
     */
    public static String require(String topic) {
        if (!possible(topic)) {
            throw new GemstreamException(ErrorReason.MALFORMED_RECORD, "header " + RecordHeaders.REPLY_TO + ": \"" + topic
                    + "\" (expected: a topic of the client's own: letters, digits, '.', '_' or '-', at most 249)");
        }
        return topic;
    }
}
