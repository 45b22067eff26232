package io.gemstream.gateway.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;

/**
 * Refuses requests that are no messages of their type, with INVALID_OPTION. grpc-java reads messages before any interceptor
 * sees them; it would end such a call with UNKNOWN and no reason, and log a stack for each. So here a service takes bytes,
 * and reads them behind an interceptor.
 */
public final class UnreadableRequests {

    private UnreadableRequests() {}

    /** The service with such requests refused. */
    public static ServerServiceDefinition refusedBy(ServerServiceDefinition service) {
        return ServerInterceptors.intercept(
                ServerInterceptors.useMarshalledMessages(service, new Bytes(), new Streams()), new Refusing());
    }

    /** Requests. Not streams, as they come: what is before the service may hand a message on after its stream was closed. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
            try {
                return message.readAllBytes();
            } catch (IOException broken) {
                throw Status.INTERNAL.withCause(broken).asRuntimeException();
            }
        }
    }

    /** Responses. */
    private static final class Streams implements MethodDescriptor.Marshaller<InputStream> {

        @Override
        public InputStream stream(InputStream message) {
            return message;
        }

        @Override
        public InputStream parse(InputStream message) {
            return message;
        }
    }

    private static final class Refusing implements ServerInterceptor {

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            EndableCall<Q, A> endable = new EndableCall<>(call);
            return new ReadingListener<>(endable, next.startCall(endable, headers));
        }
    }

    /** A call that takes nothing more from its service once it was refused: answers to earlier requests may be under way. */
    private static final class EndableCall<Q, A> extends SimpleForwardingServerCall<Q, A> {

        private boolean refused;

        EndableCall(ServerCall<Q, A> call) {
            super(call);
        }

        synchronized void refuse(StatusRuntimeException failure) {
            refused = true;
            super.close(failure.getStatus(), failure.getTrailers());
        }

        @Override
        public synchronized void sendHeaders(Metadata headers) {
            if (!refused) {
                super.sendHeaders(headers);
            }
        }

        @Override
        public synchronized void sendMessage(A message) {
            if (!refused) {
                super.sendMessage(message);
            }
        }

        @Override
        public synchronized void close(Status status, Metadata trailers) {
            if (!refused) {
                super.close(status, trailers);
            }
        }
    }

    private static final class ReadingListener<Q> extends SimpleForwardingServerCallListener<Q> {

        private final EndableCall<Q, ?> call;
        private boolean refused;

        ReadingListener(EndableCall<Q, ?> call, ServerCall.Listener<Q> service) {
            super(service);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            if (refused) {
                return;
            }
            try {
                super.onMessage(message);
            } catch (StatusRuntimeException unread) {
                if (!(unread.getCause() instanceof InvalidProtocolBufferException malformed)) {
                    throw unread;
                }
                refused = true;
                call.refuse(StatusMapper.of(new GemstreamException(ErrorReason.INVALID_OPTION,
                        "request: unreadable, " + malformed.getMessage() + " (expected: the method's message in protobuf,"
                                + " its strings in UTF-8)", Map.of(ErrorStatus.FIELD, "request")), "", Duration.ZERO));
                // To the service it is a client that leaves.
                super.onCancel();
            }
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                super.onHalfClose();
            }
        }

        @Override
        public void onComplete() {
            if (!refused) {
                super.onComplete();
            }
        }
    }
}
