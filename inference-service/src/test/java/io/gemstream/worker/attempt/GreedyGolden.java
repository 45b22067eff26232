package io.gemstream.worker.attempt;

import java.util.List;

/** Prompt and greedy continuation of the tiny model; the test resources' README says whose numbers these are. */
final class GreedyGolden {

    static final List<Integer> PROMPT = List.of(
            2, 287, 463, 259, 47, 299, 349, 53, 249, 190, 351, 361, 33, 105, 39, 394, 101, 457, 501, 315, 164, 164, 307,
            422, 503, 46, 365, 71, 118, 147, 225, 339, 65, 286, 155, 16, 164, 251, 23, 367, 433, 488, 460, 437, 271, 167,
            330, 33);

    static final List<Integer> IDS = List.of(
            361, 251, 216, 251, 216, 114, 98, 291, 464, 484, 369, 254, 413, 461, 359, 413, 347, 85, 114, 358, 114, 358,
            114, 358, 114, 358, 465, 146, 466, 378, 183, 263);

    private GreedyGolden() {}
}
