package io.gemstream.standalone.bench;

import java.util.List;
import java.util.Locale;

/**
 * Draws the decode rates as an SVG picture: a bar for each number of streams, with whiskers from the slowest run to the
 * fastest. Follows the reader's light or dark colours. Pure.
 */
public final class BenchPlot {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int LEFT = 64;
    private static final int RIGHT = 24;
    private static final int TOP = 76;
    private static final int BOTTOM = 64;
    private static final int GRID_LINES = 4;
    private static final int WIDEST_BAR = 72;

    private static final String HEAD = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img">
            <title>%3$s</title>
            <style>
            svg { font: 13px system-ui, sans-serif; --page: #ffffff; --ink: #1f2328; --soft: #59636e; --grid: #d9dee3;
              --bar: #2f6fbf; }
            @media (prefers-color-scheme: dark) {
              svg { --page: #14181d; --ink: #e6edf3; --soft: #9aa4af; --grid: #313840; --bar: #6aa5ee; }
            }
            .page { fill: var(--page); } .bar { fill: var(--bar); } text { fill: var(--ink); } .soft { fill: var(--soft); }
            .title { font-size: 16px; font-weight: 600; } .middle { text-anchor: middle; } .end { text-anchor: end; }
            .grid { stroke: var(--grid); stroke-width: 1; } .whisker { stroke: var(--ink); stroke-width: 1.5; }
            </style>
            <rect class="page" width="%1$d" height="%2$d" rx="6"/>
            """;

    private BenchPlot() {}

    /** The picture; has no time, host or path in it. */
    public static String of(BenchReport report) {
        StringBuilder svg = new StringBuilder();
        String title = "Decode throughput of " + report.model();
        svg.append(String.format(Locale.ROOT, HEAD, WIDTH, HEIGHT, escape(title)));
        text(svg, "title", LEFT, 30, title);
        text(svg, "soft", LEFT, 52, String.format(Locale.ROOT, "tokens/s by streams decoded together; profile %s, %d threads, %s",
                report.profile(), report.threads(), report.machine().cpu()));
        double top = niceTop(report.decode().stream().mapToDouble(rate -> rate.total().highest()).max().orElse(1));
        grid(svg, top);
        bars(svg, report.decode(), top);
        return svg.append("</svg>\n").toString();
    }

    /** The smallest round step between grid lines, times their number, that is not below the values. */
    static double niceTop(double highest) {
        double step = highest / GRID_LINES;
        double power = Math.pow(10, Math.floor(Math.log10(step)));
        for (double nice : new double[] {1, 1.5, 2, 2.5, 3, 4, 5, 6, 8}) {
            if (nice * power >= step) {
                return nice * power * GRID_LINES;
            }
        }
        return 10 * power * GRID_LINES;
    }

    private static void grid(StringBuilder svg, double top) {
        for (int line = 0; line <= GRID_LINES; line++) {
            double value = top * line / GRID_LINES;
            double y = y(value, top);
            svg.append(String.format(Locale.ROOT, "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>\n", LEFT,
                    WIDTH - RIGHT, y, y));
            text(svg, "soft end", LEFT - 8, y + 4, number(value));
        }
    }

    private static void bars(StringBuilder svg, List<DecodeRate> rates, double top) {
        double slot = (double) (WIDTH - LEFT - RIGHT) / rates.size();
        double width = Math.min(WIDEST_BAR, slot * 0.6);
        for (int i = 0; i < rates.size(); i++) {
            DecodeRate rate = rates.get(i);
            double x = LEFT + slot * (i + 0.5);
            double y = y(rate.total().median(), top);
            svg.append(String.format(Locale.ROOT,
                    "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"/>\n", x - width / 2, y,
                    width, y(0, top) - y));
            svg.append(String.format(Locale.ROOT,
                    "<line class=\"whisker\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>\n", x, x,
                    y(rate.total().lowest(), top), y(rate.total().highest(), top)));
            text(svg, "middle", x, y(rate.total().highest(), top) - 8, number(rate.total().median()));
            text(svg, "middle", x, HEIGHT - BOTTOM + 20, rate.streams() + (rate.streams() == 1 ? " stream" : " streams"));
            text(svg, "soft middle", x, HEIGHT - BOTTOM + 38, number(rate.perStream()) + " each");
        }
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP);
    }

    private static void text(StringBuilder svg, String style, double x, double y, String text) {
        svg.append(String.format(Locale.ROOT, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", style, x, y,
                escape(text)));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 && value != Math.rint(value) ? "%.1f" : "%.0f", value);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
