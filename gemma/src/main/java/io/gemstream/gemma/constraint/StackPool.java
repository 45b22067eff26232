package io.gemstream.gemma.constraint;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Makes and interns {@link ReturnStack}s. Not thread-safe: its {@link StateGraph} guards it. */
final class StackPool {

    private final Map<ReturnStack, ReturnStack> pool = new HashMap<>();

    ReturnStack push(ReturnStack stack, int returnNode) {
        return intern(new ReturnStack(false, new int[] {returnNode}, new ReturnStack[] {stack}));
    }

    ReturnStack union(ReturnStack a, ReturnStack b) {
        if (a == b) {
            return a;
        }
        int[] returns = new int[a.returns.length + b.returns.length];
        ReturnStack[] parents = new ReturnStack[returns.length];
        int n = 0;
        int i = 0;
        int j = 0;
        while (i < a.returns.length || j < b.returns.length) {
            if (j == b.returns.length || i < a.returns.length && a.returns[i] < b.returns[j]) {
                returns[n] = a.returns[i];
                parents[n++] = a.parents[i++];
            } else if (i == a.returns.length || b.returns[j] < a.returns[i]) {
                returns[n] = b.returns[j];
                parents[n++] = b.parents[j++];
            } else {
                returns[n] = a.returns[i];
                parents[n++] = union(a.parents[i++], b.parents[j++]);
            }
        }
        return intern(new ReturnStack(a.bottom || b.bottom, Arrays.copyOf(returns, n), Arrays.copyOf(parents, n)));
    }

    void clear() {
        pool.clear();
    }

    private ReturnStack intern(ReturnStack stack) {
        ReturnStack known = pool.putIfAbsent(stack, stack);
        return known == null ? stack : known;
    }
}
