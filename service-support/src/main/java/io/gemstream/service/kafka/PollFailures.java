package io.gemstream.service.kafka;

import io.gemstream.service.failure.Causes;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/** Explains why a poll failed, and what helps where that is known. */
final class PollFailures {

    private PollFailures() {}

    /** One line. */
    static String explain(Throwable failure) {
        Optional<LinkageError> unlinked = Causes.first(failure, LinkageError.class);
        if (unlinked.isPresent()) {
            return "a compressed batch cannot be read, for the native library of its codec cannot be loaded ("
                    + firstLine(unlinked.get()) + "); start the process with -Djava.io.tmpdir=<folder> on a file"
                    + " system that lets files be executed";
        }
        Throwable said = failure instanceof KafkaException && failure.getCause() != null ? failure.getCause() : failure;
        return firstLine(failure) + (said == failure ? "" : ": " + firstLine(said));
    }

    /** Whether a broker no longer knew the reader as a member of its group, which a new one mends. */
    static boolean forgotTheMember(Throwable failure) {
        return Causes.of(failure).anyMatch(cause -> cause instanceof GroupIdNotFoundException
                || cause instanceof UnknownMemberIdException || cause instanceof FencedMemberEpochException);
    }

    private static String firstLine(Throwable failure) {
        return failure.toString().lines().findFirst().orElse("");
    }
}
