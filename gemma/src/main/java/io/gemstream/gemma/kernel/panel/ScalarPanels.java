package io.gemstream.gemma.kernel.panel;

import io.gemstream.gemma.kernel.NonLinearNibbles;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The reference for products of panels: defines one output to the bit. Integer sums are exact; in floats there is one
 * multiply-add per block (per half block, or a second one for the minimum, where the format has them), block after
 * block, so an output depends on its row of weights and its row of activations and on nothing else.
 */
public final class ScalarPanels {

    private ScalarPanels() {}

    /** The product of one row of weights and one row of activations. */
    public static float dot(PanelMatrix matrix, int weightRow, QuantisedRows x, int row) {
        PanelFormat format = matrix.format();
        MemorySegment data = matrix.data();
        long panel = weightRow / PanelFormat.ROWS * matrix.panelBytes();
        int lane = weightRow % PanelFormat.ROWS;
        float sum = 0;
        for (int block = 0; block < matrix.blocks(); block++) {
            long elements =
                    panel + format.elementOffset(matrix.blocks()) + (long) block * format.elementBytes();
            long at = x.offset(row, block);
            float scale = x.data().get(ValueLayout.JAVA_FLOAT_UNALIGNED, at + QuantisedRows.SCALE);
            int parts = format.scalesHalves() ? 2 : 1;
            int width = PanelFormat.BLOCK / parts;
            for (int part = 0; part < parts; part++) {
                int products = 0;
                for (int i = part * width; i < (part + 1) * width; i++) {
                    products += (element(format, data, elements, lane, i) - format.zero())
                            * x.data().get(ValueLayout.JAVA_BYTE, at + i);
                }
                sum = Math.fma(products, scale(matrix, panel, block, part, lane) * scale, sum);
                if (format.hasMinimum()) {
                    int correction = x.data().get(ValueLayout.JAVA_INT_UNALIGNED, at + format.sumOffset(part));
                    sum = Math.fma(correction, minimum(matrix, panel, block, part, lane) * scale, sum);
                }
            }
        }
        return sum;
    }

    /** What a kernel multiplies the integer sum of a block, or half a block, with. */
    private static float scale(PanelMatrix matrix, long panel, int block, int part, int lane) {
        PanelFormat format = matrix.format();
        long scales = panel + format.scaleOffset(block);
        if (!format.hasSuperBlocks()) {
            return half(matrix.data(), scales, lane) * format.unit();
        }
        return half(matrix.data(), panel + format.superBlockOffset(block), lane) * format.unit()
                * matrix.data().get(ValueLayout.JAVA_BYTE, scales + PanelFormat.ROWS * part + lane);
    }

    private static float minimum(PanelMatrix matrix, long panel, int block, int part, int lane) {
        PanelFormat format = matrix.format();
        long minima = panel + format.scaleOffset(block) + format.minimumOffset();
        if (!format.hasSuperBlocks()) {
            return half(matrix.data(), minima, lane) * format.minimumUnit();
        }
        return half(matrix.data(), panel + format.superBlockOffset(block) + 2 * PanelFormat.ROWS, lane)
                * format.minimumUnit() * matrix.data().get(ValueLayout.JAVA_BYTE, minima + PanelFormat.ROWS * part + lane);
    }

    private static int element(PanelFormat format, MemorySegment data, long elements, int lane, int column) {
        int group = column / 4;
        int in = 4 * lane + column % 4;
        if (!format.hasNibbles()) {
            return data.get(ValueLayout.JAVA_BYTE, elements + 64 * group + in) & 0xFF;
        }
        int pair = data.get(ValueLayout.JAVA_BYTE, elements + 64 * (group % 4) + in);
        int number = group < 4 ? pair & 0xF : pair >> 4 & 0xF;
        if (format.isNonLinear()) {
            return NonLinearNibbles.value(number) + QuantisedRows.ZERO;
        }
        int nibble = number << format.nibbleShift();
        if (format.hasFifthBit()) {
            long fifths = data.get(ValueLayout.JAVA_LONG_UNALIGNED, elements + 256 + 8 * group);
            return nibble + (16 << format.nibbleShift()) * (int) (fifths >>> in & 1);
        }
        if (format.hasTwoMoreBits()) {
            int twos = data.get(ValueLayout.JAVA_BYTE, elements + 256 + 64 * (group / 4) + in);
            return nibble + 64 * (twos >> 2 * (group % 4) & 3);
        }
        return nibble;
    }

    private static float half(MemorySegment data, long offset, int lane) {
        return Float.float16ToFloat(data.get(ValueLayout.JAVA_SHORT_UNALIGNED, offset + 2 * lane));
    }
}
