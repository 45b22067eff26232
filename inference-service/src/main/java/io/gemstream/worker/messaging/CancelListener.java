package io.gemstream.worker.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.v1.ControlRecord;
import io.gemstream.worker.attempt.Cancellations;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives every cancellation, from the beginning of the topic, in a group of its own: a task may be taken long after
 * it was cancelled, by a worker that did not run then.
 */
@ApplicationScoped
public class CancelListener {

    private static final Logger LOG = LoggerFactory.getLogger(CancelListener.class);

    private final Cancellations cancellations;

    CancelListener(Cancellations cancellations) {
        this.cancellations = cancellations;
    }

    @Incoming("worker-control")
    void hear(byte[] value) {
        try {
            ControlRecord record = ControlRecord.parseFrom(value);
            switch (record.getCommandCase()) {
                case CANCEL -> {
                    LOG.debug("cancel {}: {}", record.getRequestId(), record.getCancel().getCause());
                    cancellations.cancel(record.getRequestId());
                }
                case COMMAND_NOT_SET -> LOG.warn("control record of {} has no command we know", record.getRequestId());
            }
        } catch (InvalidProtocolBufferException malformed) {
            LOG.warn("control record ignored: {}", malformed.getMessage());
        }
    }
}
