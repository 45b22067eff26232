package io.gemstream.tokenizer.dispatch;

import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Picks the next task by deficit round robin over the queues that have tasks (M. Shreedhar, G. Varghese, Efficient Fair
 * Queuing Using Deficit Round-Robin, IEEE/ACM Transactions on Networking 4(3), 1996). A queue whose turn it is gets a
 * quantum of tokens on its account and sends while the account pays; the rest stays for its next turn, and nothing
 * stays when it runs empty. Of two queues that have tasks all the time, neither gets more than a quantum and the
 * dearest task ahead of the other. Not thread-safe.
 */
final class DeficitRoundRobin<T> {

    private final int quantum;
    private final ArrayDeque<TenantQueue<T>> active = new ArrayDeque<>();
    /** Whether the first queue has got its quantum of this turn. */
    private boolean granted;

    /** @param quantum tokens a turn, at least 1 */
    DeficitRoundRobin(int quantum) {
        this.quantum = quantum;
    }

    /** Takes up a queue that has a task; its first turn comes after everyone's. */
    void join(TenantQueue<T> queue) {
        active.addLast(queue);
    }

    /** Lets a queue go, in its turn or not. */
    void leave(TenantQueue<T> queue) {
        if (active.peekFirst() == queue) {
            granted = false;
        }
        active.remove(queue);
    }

    /** The next task; its queue has left where that was its last. */
    Optional<TenantQueue.Waiting<T>> poll() {
        while (!active.isEmpty()) {
            TenantQueue<T> queue = active.getFirst();
            if (!granted) {
                queue.grant(quantum);
                granted = true;
            }
            Optional<TenantQueue.Waiting<T>> paid = queue.payHead();
            if (paid.isPresent()) {
                if (queue.isEmpty()) {
                    leave(queue);
                }
                return paid;
            }
            active.addLast(active.removeFirst());
            granted = false;
        }
        return Optional.empty();
    }
}
