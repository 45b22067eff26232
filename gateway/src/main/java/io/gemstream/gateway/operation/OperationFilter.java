package io.gemstream.gateway.operation;

import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses filters of ListOperations, a part of AIP-160: {@code done = true}, {@code state = RUNNING},
 * {@code model = "name"}, {@code priority = BATCH}, {@code tenant = "name"}, joined by {@code AND}.
 */
public final class OperationFilter {

    private static final Pattern TERM = Pattern.compile("(\\w+)\\s*=\\s*\"?([\\w.-]+)\"?");
    private static final Pattern AND = Pattern.compile("\\s+AND\\s+");

    private OperationFilter() {}

    /**
     * Reads a filter; an empty one lets everything through.
     *
     * @throws GemstreamException INVALID_OPTION
     */
    public static Predicate<OperationRecord> parse(String filter) {
        Predicate<OperationRecord> all = _ -> true;
        if (filter.isBlank()) {
            return all;
        }
        for (String term : AND.split(filter.strip())) {
            all = all.and(term(term));
        }
        return all;
    }

    private static Predicate<OperationRecord> term(String text) {
        Matcher term = TERM.matcher(text.strip());
        if (!term.matches()) {
            throw wrong(text);
        }
        String value = term.group(2);
        return switch (term.group(1)) {
            case "done" -> switch (value) {
                case "true" -> row -> row.getState() == State.ENDED;
                case "false" -> row -> row.getState() != State.ENDED;
                default -> throw wrong(text);
            };
            case "state" -> switch (value) {
                case "QUEUED" -> row -> row.getState() == State.QUEUED || row.getState() == State.CLAIMED;
                case "RUNNING" -> row -> row.getState() == State.RUNNING;
                case "ENDED" -> row -> row.getState() == State.ENDED;
                default -> throw wrong(text);
            };
            case "model" -> row -> row.getModel().equals(value);
            case "priority" -> switch (value) {
                case "INTERACTIVE" -> row -> Lane.ofRow(row) == Lane.INTERACTIVE;
                case "BATCH" -> row -> Lane.ofRow(row) == Lane.BATCH;
                default -> throw wrong(text);
            };
            case "tenant" -> row -> Operations.tenant(row).name().equals(value);
            default -> throw wrong(text);
        };
    }

    private static GemstreamException wrong(String term) {
        return new GemstreamException(ErrorReason.INVALID_OPTION, "filter: " + Echo.quoted(term)
                + " (expected: done = true|false, state = QUEUED|RUNNING|ENDED, model = <name>, priority = "
                + "INTERACTIVE|BATCH or tenant = <name>, joined by AND)",
                Map.of(ErrorStatus.FIELD, "filter"));
    }
}
