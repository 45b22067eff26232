package io.gemstream.standalone.bench;

import java.util.Locale;

/** Writes the report as text for people. Pure. */
public final class BenchTable {

    private static final double MEBI = 1 << 20;
    private static final double GIGA = 1e9;

    private BenchTable() {}

    /** Lines of at most 100 columns, ended by a line break. */
    public static String of(BenchReport report) {
        StringBuilder text = new StringBuilder();
        Machine machine = report.machine();
        line(text, "model      %s, %s, profile %s, %d threads", report.model(), report.architecture(), report.profile(),
                report.threads());
        line(text, "machine    %s, %d processors, %d-bit vectors", machine.cpu(), machine.processors(),
                machine.vectorBits());
        line(text, "           JDK %s, %s, reads %.1f GB/s from memory", machine.jdk(), machine.os(),
                machine.bandwidth() / GIGA);
        line(text, "load       %.2f s", report.loadSeconds());
        memory(text, report.memory());
        line(text, "");
        line(text, "%-24s %10s %20s", "tokens/s", "median", "lowest - highest");
        line(text, "%-24s %10.1f %20s", "prefill of " + report.prompt(), report.prefill().median(),
                range(report.prefill()));
        line(text, "");
        line(text, "%-24s %10s %20s %12s %12s %8s", "decode, tokens/s", "median", "lowest - highest", "per stream",
                "MB/token", "GB/s");
        for (DecodeRate rate : report.decode()) {
            line(text, "%-24s %10.1f %20s %12.1f %12.1f %8s", streams(rate.streams()), rate.total().median(),
                    range(rate.total()), rate.perStream(), rate.bytesPerToken() / 1e6, bandwidth(rate, machine));
        }
        report.speculation().ifPresent(gain -> speculation(text, gain));
        return text.toString();
    }

    private static void memory(StringBuilder text, MemoryUse memory) {
        line(text, "memory     %.1f MiB of weights mapped, %.1f MiB of weights packed, %.1f MiB of KV cache when full,",
                memory.mapped() / MEBI, memory.packed() / MEBI, memory.kvCache() / MEBI);
        String resident = memory.resident().isPresent()
                ? String.format(Locale.ROOT, "; %.1f MiB resident in all", memory.resident().getAsLong() / MEBI)
                : "";
        line(text, "           %.1f MiB of heap used%s", memory.heap() / MEBI, resident);
    }

    private static void speculation(StringBuilder text, SpeculationGain gain) {
        line(text, "");
        line(text, "%-24s %10s %20s", "a copied text, tokens/s", "median", "lowest - highest");
        line(text, "%-24s %10.1f %20s", "without drafts", gain.plain().median(), range(gain.plain()));
        line(text, "%-24s %10.1f %20s   %d of %d drafts right", gain.proposer(), gain.drafted().median(),
                range(gain.drafted()), gain.accepted(), gain.proposed());
    }

    private static String bandwidth(DecodeRate rate, Machine machine) {
        return String.format(Locale.ROOT, "%.1f (%.0f %%)", rate.bandwidth() / GIGA,
                100 * rate.bandwidth() / machine.bandwidth());
    }

    private static String streams(int streams) {
        return streams + (streams == 1 ? " stream" : " streams");
    }

    private static String range(Rate rate) {
        return String.format(Locale.ROOT, "%.1f - %.1f", rate.lowest(), rate.highest());
    }

    private static void line(StringBuilder text, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments).stripTrailing()).append('\n');
    }
}
