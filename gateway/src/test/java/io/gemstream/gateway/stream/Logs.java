package io.gemstream.gateway.stream;

import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.StartBody;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.proto.v1.TokensBody;

/** Records of a generation's log, as bytes. */
final class Logs {

    private Logs() {}

    static byte[] start(String attempt) {
        return StreamRecord.newBuilder().setAttemptId(attempt).setStart(StartBody.newBuilder().setDelivery(1))
                .build().toByteArray();
    }

    static byte[] token(String attempt, int index) {
        return StreamRecord.newBuilder().setAttemptId(attempt)
                .setTokens(TokensBody.newBuilder().setIndex(index).addIds(index)).build().toByteArray();
    }

    static StreamRecord record(byte[] value) {
        try {
            return StreamRecord.parseFrom(value);
        } catch (com.google.protobuf.InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static byte[] finish(String attempt, int index) {
        return StreamRecord.newBuilder().setAttemptId(attempt)
                .setFinish(FinishBody.newBuilder().setIndex(index).setReason(FinishReason.STOP))
                .build().toByteArray();
    }
}
