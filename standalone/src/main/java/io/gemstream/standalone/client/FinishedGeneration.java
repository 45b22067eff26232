package io.gemstream.standalone.client;

import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.GenerationMetadata;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.Provenance;
import java.util.List;

/**
 * What the log says of a generation that ended well.
 *
 * @param ids its tokens
 * @param provenance what they follow from
 */
public record FinishedGeneration(String model, List<Integer> ids, Provenance provenance) {

    /** @throws GemstreamException INVALID_OPTION where the operation has not ended, or not well */
    static FinishedGeneration of(Operation operation) {
        if (!operation.hasResponse()) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION, operation.getName() + ": "
                    + (operation.getDone() ? operation.getError().getMessage() : "has not ended")
                    + " (expected: a generation that ended by itself)");
        }
        try {
            GenerationResult result = operation.getResponse().unpack(GenerationResult.class);
            return new FinishedGeneration(operation.getMetadata().unpack(GenerationMetadata.class).getModel(),
                    result.getIdsList(), result.getFinished().getProvenance());
        } catch (InvalidProtocolBufferException another) {
            throw new GemstreamException(ErrorReason.INTERNAL, operation.getName() + ": " + another.getMessage(), another);
        }
    }
}
