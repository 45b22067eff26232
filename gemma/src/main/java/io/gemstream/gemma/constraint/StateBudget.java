package io.gemstream.gemma.constraint;

/** Counts the states of the finite automata inside one schema: each has a limit of its own, and a schema can have many. */
final class StateBudget {

    /** Of a state come two nodes at least, so that no more could become an automaton anyway. */
    private static final int MAX_STATES = AutomatonBuilder.MAX_NODES / 2;

    private int states;

    /** @throws ConstraintException if there are too many in all */
    void spend(Expr expr) {
        spend(switch (expr) {
            case Expr.Graph graph -> graph.rows().size();
            case Expr.Table table -> table.table().edges().size();
            default -> 0;
        });
    }

    void spend(int more) {
        states += more;
        if (states > MAX_STATES) {
            throw new ConstraintException("schema too large: its patterns, names and unique items need more than "
                    + MAX_STATES + " states");
        }
    }
}
