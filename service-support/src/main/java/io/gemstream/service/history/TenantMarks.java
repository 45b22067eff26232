package io.gemstream.service.history;

import com.google.common.hash.Hashing;
import com.google.protobuf.ByteString;
import io.gemstream.proto.v1.OperationRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A byte for each record of a window, which follows from its row's tenant: says where in the window rows of a tenant are, and of
 * one other in 256. Immutable.
 */
final class TenantMarks {

    /** Where nothing was marked. */
    static final TenantMarks NONE = new TenantMarks(ByteString.EMPTY);

    /** Rows with so much between them are read at once. */
    private static final int NEAR = 32;

    private final ByteString marks;

    /** @param marks as a window has them; empty where it was written without */
    TenantMarks(ByteString marks) {
        this.marks = marks;
    }

    /**
     * Places in a window.
     *
     * @param from the first
     * @param end after the last
     */
    record Range(int from, int end) {}

    /** The mark of a record's row. */
    static byte of(OperationRecord row) {
        return of(Windows.tenant(row));
    }

    private static byte of(String tenant) {
        return (byte) Hashing.murmur3_32_fixed().hashString(tenant, StandardCharsets.UTF_8).asInt();
    }

    /**
     * The last places before another that may have rows of a tenant, with what is between them; empty where there are none.
     *
     * @param tenant of any where empty
     * @param end before which they are sought
     * @param most places at most
     */
    Optional<Range> last(Optional<String> tenant, int end, int most) {
        if (tenant.isEmpty() || marks.isEmpty()) {
            return end == 0 ? Optional.empty() : Optional.of(new Range(Math.max(0, end - most), end));
        }
        byte mark = of(tenant.get());
        int last = lastOf(mark, Math.min(end, marks.size()));
        int first = last;
        for (int next = lastOf(mark, first); next >= 0 && first - next <= NEAR && last - next < most;
                next = lastOf(mark, first)) {
            first = next;
        }
        return last < 0 ? Optional.empty() : Optional.of(new Range(first, last + 1));
    }

    private int lastOf(byte mark, int end) {
        int place = end - 1;
        while (place >= 0 && marks.byteAt(place) != mark) {
            place--;
        }
        return place;
    }
}
