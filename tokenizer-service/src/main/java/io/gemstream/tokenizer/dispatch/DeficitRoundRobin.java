package io.gemstream.tokenizer.dispatch;

import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Picks the next task by deficit round robin over the flows that have tasks (M. Shreedhar, G. Varghese, Efficient Fair
 * Queuing Using Deficit Round-Robin, IEEE/ACM Transactions on Networking 4(3), 1996). A flow whose turn it is gets a
 * quantum of tokens on its account and sends while the account pays; the rest stays for its next turn, and nothing
 * stays when it runs empty. Of two flows that have tasks all the time, neither gets more than a quantum and the dearest
 * task ahead of the other. Not thread-safe.
 */
final class DeficitRoundRobin<T> {

    private final int quantum;
    private final ArrayDeque<TenantQueue<T>> active = new ArrayDeque<>();
    /** Whether the first flow has got its quantum of this turn. */
    private boolean granted;

    /** @param quantum tokens a turn, at least 1 */
    DeficitRoundRobin(int quantum) {
        this.quantum = quantum;
    }

    /** Takes up a flow that has a task; its first turn comes after everyone's. */
    void join(TenantQueue<T> flow) {
        active.addLast(flow);
    }

    /** Lets a flow go, in its turn or not. */
    void leave(TenantQueue<T> flow) {
        if (active.peekFirst() == flow) {
            granted = false;
        }
        active.remove(flow);
    }

    /** The next task; its flow has left where that was its last. */
    Optional<TenantQueue.Waiting<T>> poll() {
        while (!active.isEmpty()) {
            TenantQueue<T> flow = active.getFirst();
            if (!granted) {
                flow.grant(quantum);
                granted = true;
            }
            Optional<TenantQueue.Waiting<T>> paid = flow.payHead();
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
