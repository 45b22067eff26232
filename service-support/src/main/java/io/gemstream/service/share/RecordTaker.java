package io.gemstream.service.share;

/** Takes what a {@link ShareMember} acquires. Called by the member's thread; every call has to return soon. */
public interface RecordTaker {

    /** How many records more are wanted now; at most so many are acquired before the next call. */
    int wanted();

    /** A record has been acquired. It is held until it is settled or lost. */
    void take(HeldRecord record);

    /** The hold of a record ended without having been settled; somebody else may have it already. */
    void lost(HeldRecord record);
}
