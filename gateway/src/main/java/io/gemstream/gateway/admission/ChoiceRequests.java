package io.gemstream.gateway.admission;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.Refusals;
import io.gemstream.proto.v1.GenerateRequest;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Splits a request for several texts into requests for one text each. A generation is one key of the log, resumed,
 * cancelled and replayed by itself, so several texts are several generations: each may run on another worker, and none
 * waits for the others.
 */
public final class ChoiceRequests {

    private static final int MOST = 16;

    private ChoiceRequests() {}

    /**
     * The requests, in the order of their choices.
     *
     * @param seed taken where the request has none; choice i draws with the seed that is in force plus i
     * @throws io.gemstream.proto.GemstreamException INVALID_OPTION where n is out of range
     */
    public static List<GenerateRequest> of(GenerateRequest request, long seed) {
        int count = request.hasN() ? request.getN() : 1;
        if (count < 1 || count > MOST) {
            throw Refusals.outOfRange(ErrorReason.INVALID_OPTION, "n", "n", count, "1 to " + MOST);
        }
        long first = request.getSampling().hasSeed() ? request.getSampling().getSeed() : seed;
        return IntStream.range(0, count).mapToObj(choice -> one(request, first + choice)).toList();
    }

    private static GenerateRequest one(GenerateRequest request, long seed) {
        return request.toBuilder()
                .clearN()
                .setSampling(request.getSampling().toBuilder().setSeed(seed))
                .build();
    }
}
