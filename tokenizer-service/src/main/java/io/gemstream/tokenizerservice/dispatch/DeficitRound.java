package io.gemstream.tokenizerservice.dispatch;

import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Deficit round robin over flows that have tasks (M. Shreedhar, G. Varghese, Efficient Fair Queuing Using Deficit
 * Round-Robin, IEEE/ACM Transactions on Networking 4(3), 1996). A flow whose turn it is gets a quantum of tokens on its
 * account and sends while the account pays; the rest stays for its next turn, and nothing stays when it runs empty. Of
 * two flows that have tasks all the time, neither gets more than a quantum and the dearest task ahead of the other.
 * Not thread-safe.
 */
final class DeficitRound<T> {

    private final int quantum;
    private final ArrayDeque<Flow<T>> active = new ArrayDeque<>();
    /** Whether the first flow has got its quantum of this turn. */
    private boolean granted;

    /** @param quantum tokens a turn, at least 1 */
    DeficitRound(int quantum) {
        this.quantum = quantum;
    }

    /** Takes up a flow that has a task; its first turn comes after everyone's. */
    void join(Flow<T> flow) {
        active.addLast(flow);
    }

    /** Lets a flow go, in its turn or not. */
    void leave(Flow<T> flow) {
        if (active.peekFirst() == flow) {
            granted = false;
        }
        active.remove(flow);
    }

    /** The next task; its flow has left where that was its last. */
    Optional<Flow.Waiting<T>> poll() {
        while (!active.isEmpty()) {
            Flow<T> flow = active.getFirst();
            if (!granted) {
                flow.grant(quantum);
                granted = true;
            }
            Optional<Flow.Waiting<T>> paid = flow.payHead();
            if (paid.isPresent()) {
                if (flow.isEmpty()) {
                    leave(flow);
                }
                return paid;
            }
            active.addLast(active.removeFirst());
            granted = false;
        }
        return Optional.empty();
    }
}
