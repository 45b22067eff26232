package io.gemstream.proto;

import com.google.protobuf.ByteString;
import io.gemstream.proto.v1.OperationRecord;

/**
 * The claim on a request id, as a row of gemstream.operations states it (ADR 21). Every reader takes an id's rows in
 * the topic's order and comes to the same: the first claim holds, and of what follows only its own rows count, where
 * they do not go back.
 *
 * <pre>
 *   A queued     B queued     A running     A queued     B ended
 *   holds        lost         follows       late         lost
 * </pre>
 *
 * @param claimId names it
 * @param requestHash what it asks for; empty in rows of older versions
 * @param stateValue how far the generation was, the number of an {@link OperationRecord.State}
 */
public record RequestClaim(String claimId, ByteString requestHash, int stateValue) {

    /** The claim of a row. */
    public static RequestClaim of(OperationRecord row) {
        return new RequestClaim(row.getClaimId(), row.getRequestHash(), row.getStateValue());
    }

    /** Whether a later row of the same id takes this one's place. */
    public boolean isFollowedBy(OperationRecord row) {
        return claimId.equals(row.getClaimId())
                && requestHash.equals(row.getRequestHash())
                && row.getStateValue() >= stateValue;
    }

    /** Whether a worker has begun with it. */
    public boolean begun() {
        return stateValue >= OperationRecord.State.RUNNING_VALUE;
    }
}
