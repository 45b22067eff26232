package io.gemstream.gateway.operation;

import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import io.gemstream.service.history.HistoryFilter;
import io.gemstream.service.history.WindowSummary;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A filter of ListOperations, a part of AIP-160: {@code done = true}, {@code state = RUNNING}, {@code model = "name"},
 * {@code priority = BATCH}, {@code tenant = "name"}, {@code create_time >= "2026-01-31T12:00:00Z"} and {@code end_time},
 * joined by {@code AND}.
 */
public final class OperationFilter implements HistoryFilter {

    private static final Pattern TERM = Pattern.compile("(\\w+)\\s*(=|<=|>=|<|>)\\s*\"?([\\w.:+-]+)\"?");
    private static final Pattern AND = Pattern.compile("\\s+AND\\s+");

    private final List<Term> terms;

    private OperationFilter(List<Term> terms) {
        this.terms = terms;
    }

    /** What a term says of rows, and of windows that may have such rows among those that have ended. */
    private record Term(Predicate<OperationRecord> rows, Predicate<WindowSummary> windows, Optional<String> tenant) {

        Term(Predicate<OperationRecord> rows, Predicate<WindowSummary> windows) {
            this(rows, windows, Optional.empty());
        }

        static Term ofRows(Predicate<OperationRecord> rows) {
            return new Term(rows, _ -> true);
        }

        static Term ofOpenRows(Predicate<OperationRecord> rows) {
            return new Term(rows, _ -> false);
        }
    }

    /**
     * Reads a filter; an empty one lets everything through.
     *
     * @throws GemstreamException INVALID_OPTION
     */
    public static OperationFilter parse(String filter) {
        return new OperationFilter(filter.isBlank()
                ? List.of() : Arrays.stream(AND.split(filter.strip())).map(OperationFilter::term).toList());
    }

    @Override
    public boolean test(OperationRecord row) {
        return terms.stream().allMatch(term -> term.rows().test(row));
    }

    @Override
    public boolean mayHave(WindowSummary window) {
        return terms.stream().allMatch(term -> term.windows().test(window));
    }

    @Override
    public Optional<String> tenant() {
        return terms.stream().flatMap(term -> term.tenant().stream()).findFirst();
    }

    private static Term term(String text) {
        Matcher term = TERM.matcher(text.strip());
        if (!term.matches()) {
            throw wrong(text);
        }
        String value = term.group(3);
        return switch (term.group(1)) {
            case "create_time" -> time(text, term.group(2), value,
                    OperationRecord::getCreatedMs, WindowSummary::firstCreatedMs, WindowSummary::lastCreatedMs);
            case "end_time" -> time(text, term.group(2), value,
                    OperationRecord::getEndedMs, WindowSummary::firstEndedMs, WindowSummary::lastEndedMs);
            case String field when term.group(2).equals("=") -> equal(text, field, value);
            default -> throw wrong(text);
        };
    }

    private static Term equal(String text, String field, String value) {
        return switch (field) {
            case "done" -> switch (value) {
                case "true" -> Term.ofRows(row -> row.getState() == State.ENDED);
                case "false" -> Term.ofOpenRows(row -> row.getState() != State.ENDED);
                default -> throw wrong(text);
            };
            case "state" -> switch (value) {
                case "QUEUED" -> Term.ofOpenRows(row -> row.getState() == State.QUEUED || row.getState() == State.CLAIMED);
                case "RUNNING" -> Term.ofOpenRows(row -> row.getState() == State.RUNNING);
                case "ENDED" -> Term.ofRows(row -> row.getState() == State.ENDED);
                default -> throw wrong(text);
            };
            case "model" -> new Term(
                    row -> row.getModel().equals(value), window -> window.models().mayHave(value));
            case "priority" -> switch (value) {
                case "INTERACTIVE" -> Term.ofRows(row -> Lane.ofRow(row) == Lane.INTERACTIVE);
                case "BATCH" -> Term.ofRows(row -> Lane.ofRow(row) == Lane.BATCH);
                default -> throw wrong(text);
            };
            case "tenant" -> new Term(
                    row -> Operations.tenant(row).name().equals(value),
                    window -> window.tenants().mayHave(value), Optional.of(value));
            default -> throw wrong(text);
        };
    }

    /** A time that a row has not, which is 0, is neither before nor after another. */
    private static Term time(
            String text, String comparison, String value, ToLongFunction<OperationRecord> of,
            ToLongFunction<WindowSummary> first, ToLongFunction<WindowSummary> last) {
        long ms = milliseconds(text, value);
        return switch (comparison) {
            case "=" -> new Term(
                    row -> of.applyAsLong(row) == ms,
                    window -> first.applyAsLong(window) <= ms && last.applyAsLong(window) >= ms);
            case "<" -> new Term(
                    row -> of.applyAsLong(row) < ms && of.applyAsLong(row) != 0, window -> first.applyAsLong(window) < ms);
            case "<=" -> new Term(
                    row -> of.applyAsLong(row) <= ms && of.applyAsLong(row) != 0, window -> first.applyAsLong(window) <= ms);
            case ">" -> new Term(row -> of.applyAsLong(row) > ms, window -> last.applyAsLong(window) > ms);
            case ">=" -> new Term(row -> of.applyAsLong(row) >= ms, window -> last.applyAsLong(window) >= ms);
            default -> throw wrong(text);
        };
    }

    private static long milliseconds(String text, String value) {
        try {
            return OffsetDateTime.parse(value).toInstant().toEpochMilli();
        } catch (DateTimeParseException | ArithmeticException noTime) {
            throw wrong(text);
        }
    }

    private static GemstreamException wrong(String term) {
        return new GemstreamException(ErrorReason.INVALID_OPTION, "filter: " + Echo.quoted(term)
                + " (expected: done = true|false, state = QUEUED|RUNNING|ENDED, model = <name>, priority = INTERACTIVE|BATCH, "
                + "tenant = <name>, or create_time or end_time with =, <, <=, > or >= and a time as in "
                + "2026-01-31T12:00:00Z, joined by AND)",
                Map.of(ErrorStatus.FIELD, "filter"));
    }
}
