package io.gemstream.gemma.chat.jinja;

import java.util.List;

/** A statement, ready to be carried out. */
interface Node {

    void render(Scope scope, StringBuilder out);

    static Node sequence(List<Node> nodes) {
        List<Node> all = List.copyOf(nodes);
        return (scope, out) -> {
            for (Node node : all) {
                scope.step();
                node.render(scope, out);
            }
        };
    }
}
