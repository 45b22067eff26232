package io.gemstream.gemma.kernel.panel;

import java.lang.foreign.MemorySegment;

/**
 * A weight matrix in panels.
 *
 * @param format layout of a panel
 * @param data native memory, [panels], see {@link PanelFormat}
 * @param rows outputs; the last panel is filled up with rows of zeros
 * @param columns inputs, a multiple of {@link PanelFormat#BLOCK}
 */
public record PanelMatrix(PanelFormat format, MemorySegment data, int rows, int columns) {

    /** The same matrix elsewhere. */
    public PanelMatrix at(MemorySegment memory) {
        return new PanelMatrix(format, memory, rows, columns);
    }

    /** Panels of 16 rows. */
    public int panels() {
        return Math.ceilDiv(rows, PanelFormat.ROWS);
    }

    /** Blocks of columns. */
    public int blocks() {
        return columns / PanelFormat.BLOCK;
    }

    /** Bytes of a panel. */
    public long panelBytes() {
        return format.panelBytes(blocks());
    }
}
