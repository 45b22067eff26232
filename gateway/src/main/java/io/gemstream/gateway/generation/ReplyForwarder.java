package io.gemstream.gateway.generation;

import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.gemstream.gateway.messaging.ReplyPublisher;
import io.gemstream.gateway.operation.Operations;
import io.gemstream.gateway.stream.StreamListener;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.OperationRecord;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a generation's log to the topic that its prompt named. The row says ENDED only after the answer's last record
 * was acknowledged: a gateway that dies before leaves the row open, and the next begins the answer anew, with the same
 * event ids.
 */
final class ReplyForwarder implements StreamListener {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyForwarder.class);

    private final OperationRecord row;
    private final ReplyPublisher replies;
    private final StreamListener recorder;
    private final Runnable giveUp;
    private final GenerationResult.Builder whole = GenerationResult.newBuilder();
    private final StringBuilder text = new StringBuilder();

    /**
     * @param recorder told everything, the end once the answer is safe
     * @param giveUp closes the stream, so that it is adopted again
     */
    ReplyForwarder(OperationRecord row, ReplyPublisher replies, StreamListener recorder, Runnable giveUp) {
        this.row = row;
        this.replies = replies;
        this.recorder = recorder;
        this.giveUp = giveUp;
    }

    @Override
    public boolean event(Transcript.Event event, long offset) {
        switch (event) {
            case Transcript.Event.Tokens(var body) -> {
                if (row.getReplyWhole()) {
                    whole.addAllIds(body.getIdsList()).addAllLogprobs(body.getLogprobsList())
                            .addAllTopLogprobs(body.getTopLogprobsList());
                    text.append(body.getText());
                } else {
                    send(Integer.toString(body.getIndex()), "io.gemstream.tokens", GenerateResponse.newBuilder()
                            .setTokens(Operations.tokens(body)).build());
                }
            }
            case Transcript.Event.Finished(var body) -> finished(body).whenComplete((_, lost) -> {
                if (lost == null) {
                    recorder.event(event, offset);
                } else {
                    LOG.warn("request {}: no answer to {}, to be tried again: {}", row.getRequestId(), row.getReplyTo(),
                            lost.getMessage());
                    giveUp.run();
                }
            });
            case Transcript.Event.Started _, Transcript.Event.Counted _, Transcript.Event.Ignored _ ->
                    recorder.event(event, offset);
        }
        return true;
    }

    @Override
    public void failed(GemstreamException failure) {
        recorder.failed(failure);
    }

    private CompletionStage<Void> finished(FinishBody body) {
        if (body.getReason() != FinishReason.STOP && body.getReason() != FinishReason.LENGTH) {
            Status error = Operations.error(body, row.getRequestId());
            return send("end", "io.gemstream.failed", error);
        }
        return row.getReplyWhole()
                ? send("end", "io.gemstream.result", whole.setText(text + body.getText())
                        .setFinished(Operations.finished(body)).setSampling(row.getSampling()).build())
                : send("end", "io.gemstream.finished", GenerateResponse.newBuilder()
                        .setFinished(Operations.finished(body)).build());
    }

    private CompletionStage<Void> send(String id, String type, Message event) {
        return replies.publish(row, id, type, event);
    }
}
