package io.gemstream.gateway.operation;

import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.ListOperationsResponse;
import io.gemstream.gateway.operation.OperationIndex.Place;
import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.OperationRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers ListOperations: newest first, in pages by place rather than by number, so that new rows repeat none. */
public final class OperationPages {

    private static final int USUAL = 50;
    private static final int MOST = 500;

    private OperationPages() {}

    /** @throws GemstreamException INVALID_OPTION for a filter, size or token that cannot be */
    public static ListOperationsResponse page(OperationIndex index, ListOperationsRequest request) {
        if (!index.loaded()) {
            throw new GemstreamException(ErrorReason.BROKER_UNAVAILABLE,
                    "gemstream.operations has not been read yet: no answer from Kafka since the start");
        }
        int asked = request.getPageSize();
        if (asked < 0) {
            throw wrong("page_size", Integer.toString(asked), ">= 0");
        }
        int size = asked == 0 ? USUAL : Math.min(asked, MOST);
        List<OperationRecord> rows = index.page(OperationFilter.parse(request.getFilter()),
                place(request.getPageToken()), size + 1);
        ListOperationsResponse.Builder page = ListOperationsResponse.newBuilder();
        rows.stream().limit(size).map(Operations::brief).forEach(page::addOperations);
        if (rows.size() > size) {
            page.setNextPageToken(token(rows.get(size - 1)));
        }
        return page.build();
    }

    private static String token(OperationRecord last) {
        return last.getCreatedMs() + "." + last.getRequestId();
    }

    private static Optional<Place> place(String token) {
        if (token.isEmpty()) {
            return Optional.empty();
        }
        int dot = token.indexOf('.');
        try {
            return Optional.of(new Place(Long.parseLong(token.substring(0, Math.max(0, dot))), token.substring(dot + 1)));
        } catch (NumberFormatException notOurs) {
            throw wrong("page_token", token, "next_page_token of the page before");
        }
    }

    private static GemstreamException wrong(String field, String value, String expected) {
        return new GemstreamException(ErrorReason.INVALID_OPTION,
                field + ": " + Echo.quoted(value) + " (expected: " + expected + ")", Map.of(ErrorStatus.FIELD, field));
    }
}
