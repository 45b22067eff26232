package io.gemstream.benchmarks.load;

import com.fasterxml.jackson.core.JsonGenerator;
import io.gemstream.benchmarks.Percentiles;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * One quantity on both sides, turn by turn.
 *
 * @param key in JSON
 * @param label in the table, with its unit
 * @param ours a value per turn
 * @param theirs as many
 */
record Measure(String key, String label, double[] ours, double[] theirs) {

    /** The table's first line, with the names of both sides. */
    static String head(String ours, String theirs) {
        return String.format(Locale.ROOT, "  %-32s %24s %24s   %s", "median (range)", ours, theirs, "ratio");
    }

    static <T> Measure of(String key, String label, List<T> ours, List<T> theirs, ToDoubleFunction<T> value) {
        return new Measure(key, label, ours.stream().mapToDouble(value).toArray(),
                theirs.stream().mapToDouble(value).toArray());
    }

    /** Our value over theirs, by turn. */
    Percentiles ratio() {
        double[] ratios = new double[ours.length];
        Arrays.setAll(ratios, turn -> ours[turn] / theirs[turn]);
        return Percentiles.of(ratios);
    }

    String line() {
        Percentiles ratio = ratio();
        return String.format(Locale.ROOT, "  %-32s %24s %24s   %.2f (%.2f-%.2f)", label, cell(Percentiles.of(ours)),
                cell(Percentiles.of(theirs)), ratio.at(50), ratio.at(0), ratio.at(100));
    }

    private static String cell(Percentiles sample) {
        String form = sample.at(50) < 100 ? "%.2f (%.2f-%.2f)" : "%.1f (%.1f-%.1f)";
        return String.format(Locale.ROOT, form, sample.at(50), sample.at(0), sample.at(100));
    }

    void write(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(key);
        json.writeNumberField("gemstream", Percentiles.of(ours).at(50));
        json.writeNumberField("llama_server", Percentiles.of(theirs).at(50));
        json.writeNumberField("ratio_median", ratio().at(50));
        json.writeNumberField("ratio_lowest", ratio().at(0));
        json.writeNumberField("ratio_highest", ratio().at(100));
        json.writeEndObject();
    }
}
