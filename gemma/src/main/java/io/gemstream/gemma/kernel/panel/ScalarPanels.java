package io.gemstream.gemma.kernel.panel;

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
            long scales = panel + format.scaleOffset(block);
            long shared = panel + format.superBlockOffset(block);
            long elements =
                    panel + format.elementOffset(matrix.blocks()) + (long) block * format.elementBytes();
            long at = x.offset(row, block);
            float scale = x.data().get(ValueLayout.JAVA_FLOAT_UNALIGNED, at + QuantisedRows.SCALE);
            int first = 0;
            int second = 0;
            for (int i = 0; i < PanelFormat.BLOCK; i++) {
                int product = (element(format, data, elements, lane, i) - format.zero())
                        * x.data().get(ValueLayout.JAVA_BYTE, at + i);
                if (i < PanelFormat.BLOCK / 2) {
                    first += product;
                } else {
                    second += product;
                }
            }
            if (format.scalesHalves()) {
                float unit = half(data, shared, lane) * format.unit();
                sum = Math.fma(first, unit * data.get(ValueLayout.JAVA_BYTE, scales + lane) * scale, sum);
                sum = Math.fma(second, unit * data.get(ValueLayout.JAVA_BYTE, scales + 16 + lane) * scale, sum);
            } else if (format.hasMinimum()) {
                float unit = half(data, shared, lane) * format.unit();
                float minimum = half(data, shared + 32, lane) * PanelFormat.MINIMUM_UNIT;
                int correction = x.data().get(ValueLayout.JAVA_INT_UNALIGNED, at + QuantisedRows.SUM);
                sum = Math.fma(first + second, unit * data.get(ValueLayout.JAVA_BYTE, scales + lane) * scale, sum);
                sum = Math.fma(
                        correction, minimum * data.get(ValueLayout.JAVA_BYTE, scales + 16 + lane) * scale, sum);
            } else {
                sum = Math.fma(first + second, half(data, scales, lane) * format.unit() * scale, sum);
            }
        }
        return sum;
    }

    private static int element(PanelFormat format, MemorySegment data, long elements, int lane, int column) {
        int group = column / 4;
        int in = 4 * lane + column % 4;
        if (!format.hasNibbles()) {
            return data.get(ValueLayout.JAVA_BYTE, elements + 64 * group + in) & 0xFF;
        }
        int pair = data.get(ValueLayout.JAVA_BYTE, elements + 64 * (group % 4) + in);
        int nibble = (group < 4 ? pair & 0xF : pair >> 4 & 0xF) << format.nibbleShift();
        if (format.hasFifthBit()) {
            long fifths = data.get(ValueLayout.JAVA_LONG_UNALIGNED, elements + 256 + 8 * group);
            return nibble + 128 * (int) (fifths >>> in & 1);
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
