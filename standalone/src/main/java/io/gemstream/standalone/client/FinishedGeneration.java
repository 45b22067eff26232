package io.gemstream.standalone.client;

import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.GenerationMetadata;
import io.gemstream.proto.v1.GenerationResult;
import java.util.List;

/**
 * What the log says of a generation that ended well.
 *
 * @param ids its tokens
 */
public record FinishedGeneration(String model, List<Integer> ids) {

    /** @throws GemstreamException INVALID_OPTION where the operation has not ended, or not well */
    static FinishedGeneration of(Operation operation) {
        if (!operation.hasResponse()) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION, operation.getName() + ": "
                    + (operation.getDone() ? operation.getError().getMessage() : "has not ended")
                    + " (expected: a generation that ended by itself)");
        }
        try {
            return new FinishedGeneration(operation.getMetadata().unpack(GenerationMetadata.class).getModel(),
                    operation.getResponse().unpack(GenerationResult.class).getIdsList());
        } catch (InvalidProtocolBufferException another) {
            throw new GemstreamException(ErrorReason.INTERNAL, operation.getName() + ": " + another.getMessage(), another);
        }
    }
}
