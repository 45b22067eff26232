package io.gemstream.gateway.reply;

import io.gemstream.service.failure.Causes;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;

/**
 * The cause for which a record was not written, and whether another attempt may help.
 *
 * @param why for people
 */
record SendFailure(Kind kind, String why) {

    enum Kind {
        /** The same record will not be written to that topic, however often it is sent. */
        HOPELESS,
        /** It may be written later. */
        MAY_PASS,
        /** The same, by another producer: this one may be of no use any more. */
        BROKEN_PRODUCER
    }

    static SendFailure of(Throwable thrown) {
        Throwable cause = Causes.unwrapped(thrown);
        return new SendFailure(switch (cause) {
            case RecordTooLargeException _, RecordBatchTooLargeException _, InvalidTopicException _,
                    TopicAuthorizationException _, UnsupportedCompressionTypeException _, InvalidTimestampException _,
                    InvalidRecordException _, PolicyViolationException _, UnsupportedForMessageFormatException _,
                    SerializationException _ -> Kind.HOPELESS;
            case RetriableException _ -> Kind.MAY_PASS;
            default -> Kind.BROKEN_PRODUCER;
        }, cause.getClass().getSimpleName().replace("Exception", "") + ": " + cause.getMessage());
    }
}
