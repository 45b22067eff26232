package io.gemstream.benchmarks.day;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws lines and points over time as SVG. */
final class Plots {

    private static final int WIDTH = 1_000;
    private static final int HEIGHT = 320;

    private Plots() {}

    /**
     * What is drawn, at least one point.
     *
     * @param x minutes
     */
    record Series(String name, List<Double> x, List<Double> y) {}

    static void lines(Path file, String title, String unit, List<Series> series) throws IOException {
        draw(file, title, "minutes", unit, XYSeriesRenderStyle.Line, series, false);
    }

    /** Points, on logarithmic axes where asked for. */
    static void points(Path file, String title, String x, String y, List<Series> series, boolean logarithmic)
            throws IOException {
        draw(file, title, x, y, XYSeriesRenderStyle.Scatter, series, logarithmic);
    }

    private static void draw(Path file, String title, String x, String y, XYSeriesRenderStyle style, List<Series> series,
            boolean logarithmic) throws IOException {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(x).yAxisTitle(y).build();
        chart.getStyler().setDefaultSeriesRenderStyle(style);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setMarkerSize(4);
        chart.getStyler().setYAxisLogarithmic(logarithmic);
        for (Series one : series) {
            if (!one.x().isEmpty()) {
                var drawn = chart.addSeries(one.name(), one.x(), one.y());
                if (style == XYSeriesRenderStyle.Line) {
                    drawn.setMarker(SeriesMarkers.NONE);
                }
            }
        }
        if (!chart.getSeriesMap().isEmpty()) {
            VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
        }
    }
}
