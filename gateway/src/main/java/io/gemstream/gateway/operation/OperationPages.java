package io.gemstream.gateway.operation;

import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.ListOperationsResponse;
import io.gemstream.gateway.operation.OperationIndex.Place;
import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.service.history.HistoryFilter;
import io.gemstream.service.history.HistoryPages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Answers ListOperations: first what runs or has just ended, newest first, then what ended before, the last first. In pages by
 * place rather than by number, so that new rows repeat none; one that ends while somebody pages may come twice.
 */
public final class OperationPages {

    /** Begins the token of a place in the history. */
    private static final String HISTORY = "h";

    private static final int USUAL = 50;
    private static final int MOST = 500;

    private OperationPages() {}

    /** Lists what has ended, as {@code GenerationHistory} does. */
    @FunctionalInterface
    public interface History {
        CompletionStage<HistoryPages.Page> page(HistoryFilter filter, HistoryPages.Place after, int size);
    }

    /** @throws GemstreamException INVALID_OPTION for a filter, size or token that cannot be */
    public static CompletionStage<ListOperationsResponse> page(
            OperationIndex index, History history, ListOperationsRequest request) {
        index.requireLoaded();
        int asked = request.getPageSize();
        if (asked < 0) {
            throw wrong("page_size", Integer.toString(asked), ">= 0");
        }
        int size = asked == 0 ? USUAL : Math.min(asked, MOST);
        OperationFilter filter = OperationFilter.parse(request.getFilter());
        if (request.getPageToken().startsWith(HISTORY)) {
            return history.page(filter, historyPlace(request.getPageToken()), size)
                    .thenApply(page -> response(List.of(), page));
        }
        List<OperationRecord> rows = index.page(filter::test, place(request.getPageToken()), size + 1);
        if (rows.size() > size) {
            List<OperationRecord> shown = rows.subList(0, size);
            return CompletableFuture.completedFuture(
                    brief(shown).setNextPageToken(token(shown.getLast())).build());
        }
        // One at least, so that the last page is known for the last.
        return history.page(filter, HistoryPages.Place.START, Math.max(1, size - rows.size()))
                .thenApply(page -> rows.size() < size ? response(rows, page) : full(rows, page));
    }

    private static ListOperationsResponse response(List<OperationRecord> first, HistoryPages.Page page) {
        Set<String> there = first.stream().map(OperationRecord::getRequestId).collect(Collectors.toSet());
        List<OperationRecord> rows = new ArrayList<>(first);
        page.entries().stream().map(HistoryPages.Entry::row).filter(row -> there.add(row.getRequestId())).forEach(rows::add);
        ListOperationsResponse.Builder response = brief(rows);
        page.next().map(OperationPages::token).ifPresent(response::setNextPageToken);
        return response.build();
    }

    private static ListOperationsResponse full(List<OperationRecord> rows, HistoryPages.Page page) {
        ListOperationsResponse.Builder response = brief(rows);
        if (!page.entries().isEmpty() || page.next().isPresent()) {
            response.setNextPageToken(HISTORY);
        }
        return response.build();
    }

    private static ListOperationsResponse.Builder brief(List<OperationRecord> rows) {
        return ListOperationsResponse.newBuilder().addAllOperations(rows.stream().map(Operations::brief).toList());
    }

    private static String token(OperationRecord last) {
        return last.getCreatedMs() + "." + last.getRequestId();
    }

    private static String token(HistoryPages.Place last) {
        return HISTORY + last.ms() + "." + last.partition() + "." + last.offset();
    }

    private static Optional<Place> place(String token) {
        if (token.isEmpty()) {
            return Optional.empty();
        }
        int dot = token.indexOf('.');
        try {
            return Optional.of(new Place(Long.parseLong(token.substring(0, Math.max(0, dot))), token.substring(dot + 1)));
        } catch (NumberFormatException notOurs) {
            throw wrongToken(token);
        }
    }

    private static HistoryPages.Place historyPlace(String token) {
        if (token.equals(HISTORY)) {
            return HistoryPages.Place.START;
        }
        String[] parts = token.substring(HISTORY.length()).split("\\.", -1);
        try {
            if (parts.length == 3) {
                return new HistoryPages.Place(
                        Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
            }
        } catch (NumberFormatException notOurs) {
            // said below
        }
        throw wrongToken(token);
    }

    private static GemstreamException wrongToken(String token) {
        return wrong("page_token", token, "next_page_token of the page before");
    }

    private static GemstreamException wrong(String field, String value, String expected) {
        return new GemstreamException(ErrorReason.INVALID_OPTION,
                field + ": " + Echo.quoted(value) + " (expected: " + expected + ")", Map.of(ErrorStatus.FIELD, field));
    }
}
