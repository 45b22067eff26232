package io.gemstream.client;

import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.GenerationMetadata;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.Provenance;
import java.util.List;

/**
 * The complete result of a generation that ended well.
 *
 * @param requestId names it
 * @param model that computed it
 * @param result everything that its stream brought
 */
public record FinishedGeneration(String requestId, String model, GenerationResult result) {

    private static final String OPERATIONS = "operations/";

    /** The answer's text. */
    public String text() {
        return result.getText();
    }

    /** The answer's tokens. */
    public List<Integer> ids() {
        return result.getIdsList();
    }

    /** The provenance of the tokens: all that they follow from. */
    public Provenance provenance() {
        return result.getFinished().getProvenance();
    }

    /** The operation's name of a generation. */
    static String operationName(String requestId) {
        return OPERATIONS + requestId;
    }

    /** @throws GemstreamException INVALID_OPTION where the operation has not ended, or not well */
    static FinishedGeneration of(Operation operation) {
        if (!operation.hasResponse()) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION, operation.getName() + ": "
                    + (operation.getDone() ? operation.getError().getMessage() : "has not ended")
                    + " (expected: a generation that ended by itself)");
        }
        try {
            return new FinishedGeneration(operation.getName().substring(OPERATIONS.length()),
                    operation.getMetadata().unpack(GenerationMetadata.class).getModel(),
                    operation.getResponse().unpack(GenerationResult.class));
        } catch (InvalidProtocolBufferException another) {
            throw new GemstreamException(ErrorReason.INTERNAL, operation.getName() + ": " + another.getMessage(),
                    another);
        }
    }
}
