package io.gemstream.gateway.generation;

import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.messaging.OperationPublisher;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.v1.OperationRecord;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the rows of generations that have ended from gemstream.operations, which every gateway holds, to gemstream.history (ADR
 * 47): those whose log this gateway tails. A row is taken back where it was when it is safe where it goes, so it is found at any
 * time; one that two gateways move is there twice, and the same.
 */
@Singleton
public final class OperationArchiver {

    private static final Logger LOG = LoggerFactory.getLogger(OperationArchiver.class);
    /** Of one round; after an update of old versions' topics there may be many. */
    private static final int MOST = 5_000;

    private final OperationIndex index;
    private final StreamRegistry streams;
    private final OperationPublisher rows;
    private final long afterMs;
    /** Those that were moved and are in the index yet. */
    private final Set<String> moved = ConcurrentHashMap.newKeySet();

    OperationArchiver(GatewayConfig config, OperationIndex index, StreamRegistry streams, OperationPublisher rows) {
        this.index = index;
        this.streams = streams;
        this.rows = rows;
        // Whoever claims an id, and looked for it before another's row came, sees that row for as long as it may take.
        this.afterMs = config.deliveryTimeout().multipliedBy(2).toMillis();
    }

    /** Moves what is due. Call it now and then; never blocks. */
    public void move() {
        if (!index.loaded()) {
            return;
        }
        Set<Integer> owned = streams.owned();
        List<OperationRecord> due = index.settled(System.currentTimeMillis() - afterMs).stream()
                .filter(row -> owned.contains(row.getLogPartition())).limit(MOST).toList();
        moved.retainAll(due.stream().map(OperationRecord::getRequestId).collect(Collectors.toSet()));
        due.stream().filter(row -> moved.add(row.getRequestId())).forEach(this::move);
    }

    private void move(OperationRecord row) {
        rows.archive(row).thenCompose(_ -> rows.delete(row.getRequestId())).whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.debug("request {} stays in the index, to be tried again: {}", row.getRequestId(), failure.toString());
                moved.remove(row.getRequestId());
            }
        });
    }
}
