package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.model.LayerConfig;
import java.util.ArrayList;
import java.util.List;

/** Keeps the rotary angles of all layers; those with the same base and scale share theirs. */
final class SharedRopeAngles {

    private final List<RopeAngles> distinct = new ArrayList<>();
    private final List<RopeAngles> byLayer = new ArrayList<>();

    SharedRopeAngles(List<LayerConfig> layers, int headDim) {
        for (LayerConfig layer : layers) {
            byLayer.add(distinct.stream().filter(angles -> angles.serves(layer)).findFirst().orElseGet(() -> {
                RopeAngles angles = new RopeAngles(layer.ropeBase(), layer.ropeScale(), headDim);
                distinct.add(angles);
                return angles;
            }));
        }
    }

    RopeAngles of(int layer) {
        return byLayer.get(layer);
    }

    /** Works out the angles of a row for every base and scale. */
    void set(int row, int position) {
        for (int i = 0; i < distinct.size(); i++) {
            distinct.get(i).set(row, position);
        }
    }
}
