package io.gemstream.gemma.backend.pjrt.hlo;

import java.util.List;

/**
 * A program and the parameters that have to be passed to it.
 *
 * @param name for logs and cache files; two programs may share it
 * @param parameters in the order of arguments
 * @param text StableHLO as MLIR text
 */
public record HloProgram(String name, List<Parameter> parameters, String text) {

    public HloProgram {
        parameters = List.copyOf(parameters);
    }

    static HloProgram of(String name, List<Parameter> parameters, List<HloFunction> functions, int replicas) {
        StringBuilder text = new StringBuilder("module @" + name + " attributes {mhlo.num_replicas = " + replicas
                + " : i32, mhlo.num_partitions = 1 : i32} {\n");
        functions.forEach(function -> text.append(function).append('\n'));
        return new HloProgram(name, parameters, text.append("}\n").toString());
    }
}
