package io.gemstream.gemma.kernel.machine;

import static io.gemstream.gemma.kernel.machine.Assembler.CODE;

import io.gemstream.gemma.kernel.panel.PanelFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntConsumer;

/**
 * Kernels on 256 bits, where constants that find no free register are read from memory.
 *
 * <p>With AVX-VNNI products are those of {@link Avx512PanelCode}. With AVX2 alone {@code vpmaddubsw} adds two products of
 * bytes in 16 bits, and as many of its sums are added up in 16 bits as cannot overflow: activations are at most 127, so
 * eight groups of nibbles, four with a fifth bit, two with two more bits. Elements stay as small as they are stored for
 * that; the sum is shifted at the end, which is the same number. Bytes leave no room: their magnitudes are multiplied
 * with activations that have taken their sign.
 */
final class Avx2PanelCode extends X86PanelCode {

    private static final int WIDTH = VectorEncoding.VEX_256.bytes();

    private final boolean dotProducts;
    /** Bits by which elements are shifted to the left in their bytes; the others are made up for at the end. */
    private final int elementShift;
    private final Constant elementBits;
    /** The bit or bits above a nibble. */
    private final Constant moreBits;
    /** What nibbles stand for where formats are not linear. */
    private final Constant numbers;
    private final Constant maskBits;
    private final Constant maskBytes;
    private final Constant ones;
    private final Constant signs;
    private final Constant unit;
    private final Constant minimumUnit;
    /** Those that elements are unpacked with come first to a register. */
    private final List<Constant> constants;

    private int words;
    private int temporaries;

    /** A vector that kernels read. */
    private static final class Constant {

        private final int[] values;
        private int place;
        private OptionalInt register = OptionalInt.empty();

        private Constant(int... values) {
            this.values = values;
        }
    }

    Avx2PanelCode(PanelFormat format, int groupRows, boolean dotProducts) {
        super(VectorEncoding.VEX_256, format, groupRows);
        this.dotProducts = dotProducts;
        this.elementShift = dotProducts ? format.nibbleShift() : 0;
        elementBits = new Constant(0x0101_0101 * (0xF << elementShift));
        moreBits = new Constant(0x0101_0101 * ((format.hasTwoMoreBits() ? 0x30 : 0x10) << elementShift));
        numbers = new Constant(numbers(dotProducts ? format.zero() : 0));
        maskBits = new Constant(0x0804_0201, 0x8040_2010); // of eight elements
        maskBytes = new Constant(0, 0, 0x0101_0101, 0x0101_0101, 0x0202_0202, 0x0202_0202, 0x0303_0303, 0x0303_0303);
        ones = new Constant(0x0001_0001);
        signs = new Constant(0x8080_8080);
        unit = new Constant(Float.floatToRawIntBits(format.unit()));
        minimumUnit = new Constant(Float.floatToRawIntBits(format.minimumUnit()));
        constants = used();
    }

    private List<Constant> used() {
        List<Constant> used = new ArrayList<>();
        used.add(format.hasNibbles() ? elementBits : signs);
        if (format.hasFifthBit()) {
            used.addAll(List.of(maskBits, maskBytes, moreBits));
        }
        if (format.hasTwoMoreBits()) {
            used.add(moreBits);
        }
        if (format.isNonLinear()) {
            used.add(numbers);
        }
        if (!dotProducts) {
            used.add(ones);
        }
        used.add(unit);
        if (format.hasMinimum()) {
            used.add(minimumUnit);
        }
        return List.copyOf(used);
    }

    @Override
    void constants() {
        to.jmpOver(constants.size() * WIDTH);
        for (Constant constant : constants) {
            constant.place = to.here();
            for (int i = 0; i < WIDTH / Integer.BYTES; i++) {
                to.data(constant.values[i % constant.values.length]);
            }
        }
    }

    @Override
    int sums() {
        return needsWords() && format.hasSuperBlocks() ? 3 : 4;
    }

    @Override
    void registers() {
        words = needsWords() ? take(tile().vectors() * tile().rows()) : intSum(0, 0);
        temporaries = take(4);
        for (Constant constant : constants) {
            constant.register = takeIfFree();
            constant.register.ifPresent(register -> to.vmovdqu(register, CODE, constant.place));
        }
    }

    @Override
    void start(int sum) {
        each((vector, row) -> {
            if (dotProducts && !format.hasMinimum()) {
                to.vpbroadcastd(intSum(vector, row), ACTIVATIONS, ofRow(row) + sum);
            } else {
                zero(intSum(vector, row));
            }
        });
    }

    @Override
    void block(int vector) {
        if (!format.hasNibbles()) {
            for (int group = 0; group < 8; group++) {
                to.vmovdqu(weights(), ELEMENTS, elements(vector, group));
                products(vector, group);
            }
            return;
        }
        halfBlock(vector, 0);
        halfBlock(vector, 4);
    }

    @Override
    void halfBlock(int vector, int first) {
        for (int group = 0; group < 4; group++) {
            nibbles(vector, group, first / 4);
            if (format.hasFifthBit()) {
                fifthBit(vector, first + group);
            }
            if (format.hasTwoMoreBits()) {
                twoMoreBits(vector, group, first == 0 ? 4 : 5);
            }
            if (format.isNonLinear()) {
                lookUp();
            }
            products(vector, first + group);
        }
    }

    /** @param line 64 bytes of a block that have them */
    private void twoMoreBits(int vector, int group, int line) {
        to.vmovdqu(x(), ELEMENTS, elements(vector, line));
        to.shiftedWords(x(), x(), 4 + elementShift - 2 * group);
        and(x(), moreBits);
        to.vpor(weights(), weights(), x());
    }

    private void lookUp() {
        use(numbers, register -> to.vpshufb(weights(), register, weights()), at -> {
            to.vmovdqu(x(), CODE, at);
            to.vpshufb(weights(), x(), weights());
        });
    }

    /** Lower nibbles of a group's pairs, or the upper ones. */
    private void nibbles(int vector, int group, int half) {
        to.vmovdqu(weights(), ELEMENTS, elements(vector, group));
        to.shiftedWords(weights(), weights(), elementShift - 4 * half);
        and(weights(), elementBits);
    }

    /** Each element's bit of a mask becomes the whole byte, of which one bit is kept. */
    private void fifthBit(int vector, int group) {
        to.vpbroadcastd(x(), ELEMENTS, 256 + 8 * group + (tile().vector() + vector) * WIDTH / Byte.SIZE);
        use(maskBytes, register -> to.vpshufb(x(), x(), register), at -> to.vpshufb(x(), x(), CODE, at));
        and(x(), maskBits);
        use(maskBits, register -> to.vpcmpeqb(x(), x(), register), at -> to.vpcmpeqb(x(), x(), CODE, at));
        and(x(), moreBits);
        to.vpor(weights(), weights(), x());
    }

    private void products(int vector, int group) {
        if (dotProducts) {
            for (int row = 0; row < tile().rows(); row++) {
                to.vpbroadcastd(x(), ACTIVATIONS, ofRow(row) + 4 * group);
                to.vpdpbusd(intSum(vector, row), weights(), x());
            }
        } else if (!format.hasSignedBytes()) {
            wordProducts(vector, group);
        } else {
            signedProducts(vector, group);
        }
    }

    private void wordProducts(int vector, int group) {
        int together = groupsInWords();
        for (int row = 0; row < tile().rows(); row++) {
            int sum = words + vector * tile().rows() + row;
            to.vpbroadcastd(x(), ACTIVATIONS, ofRow(row) + 4 * group);
            if (needsWords() && group % together == 0) {
                to.vpmaddubsw(sum, weights(), x());
            } else {
                to.vpmaddubsw(product(), weights(), x());
                to.vpaddw(sum, sum, product());
            }
            if (needsWords() && group % together == together - 1) {
                addPairs(product(), sum);
                to.vpaddd(intSum(vector, row), intSum(vector, row), product());
            }
        }
    }

    private void signedProducts(int vector, int group) {
        if (!format.isNonLinear()) {
            use(signs, register -> to.vpxor(weights(), weights(), register),
                    at -> to.vpxor(weights(), weights(), CODE, at));
        }
        to.vpabsb(magnitudes(), weights());
        for (int row = 0; row < tile().rows(); row++) {
            to.vpbroadcastd(x(), ACTIVATIONS, ofRow(row) + 4 * group);
            to.vpsignb(x(), x(), weights());
            to.vpmaddubsw(x(), magnitudes(), x());
            addPairs(x(), x());
            to.vpaddd(intSum(vector, row), intSum(vector, row), x());
        }
    }

    @Override
    void end(int sum) {
        if (dotProducts || format.hasSignedBytes()) {
            return;
        }
        each((vector, row) -> {
            int ints = intSum(vector, row);
            if (!needsWords()) {
                addPairs(ints, ints);
            }
            to.vpslld(ints, ints, format.nibbleShift());
            if (!format.hasMinimum()) {
                to.vpbroadcastd(x(), ACTIVATIONS, ofRow(row) + sum);
                to.vpaddd(ints, ints, x());
            }
        });
    }

    /** Groups of columns whose products are added up in 16 bits. */
    private int groupsInWords() {
        return format.hasTwoMoreBits() ? 2 : format.hasFifthBit() ? 4 : 8;
    }

    /** Whether sums of 16 bits are beside those of 32, and not what becomes of them. */
    private boolean needsWords() {
        return !dotProducts && (format.hasFifthBit() || format.hasTwoMoreBits());
    }

    private int weights() {
        return temporaries;
    }

    private int magnitudes() {
        return temporaries + 1;
    }

    private int x() {
        return temporaries + 2;
    }

    private int product() {
        return temporaries + 3;
    }

    @Override
    int scratch(int number) {
        return temporaries + number;
    }

    @Override
    void multiplyByFloat(int target, int a, int base, int displacement) {
        to.vpbroadcastd(target, base, displacement);
        to.vmulps(target, target, a);
    }

    @Override
    void multiplyByUnit(int scales) {
        multiply(scales, unit);
    }

    @Override
    void multiplyByMinimumUnit(int minima) {
        multiply(minima, minimumUnit);
    }

    private void and(int vector, Constant bits) {
        use(bits, register -> to.vpand(vector, vector, register), at -> to.vpand(vector, vector, CODE, at));
    }

    private void multiply(int vector, Constant factor) {
        use(factor, register -> to.vmulps(vector, vector, register), at -> to.vmulps(vector, vector, CODE, at));
    }

    /** Sums of two lanes of 16 bits, in 32. */
    private void addPairs(int target, int source) {
        use(ones, register -> to.vpmaddwd(target, source, register), at -> to.vpmaddwd(target, source, CODE, at));
    }

    private static void use(Constant constant, IntConsumer ofRegister, IntConsumer ofPlace) {
        constant.register.ifPresentOrElse(ofRegister, () -> ofPlace.accept(constant.place));
    }
}
