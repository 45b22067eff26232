package io.gemstream.gemma.kernel.machine;

import io.gemstream.gemma.kernel.panel.PanelFormat;

/**
 * Kernels of panels on arm64: general registers and the arithmetic of floats, in vectors of 128 bits. Arguments come by
 * its procedure call standard (AAPCS64).
 */
abstract sealed class ArmPanelCode extends PanelCode permits NeonPanelCode {

    /** Bytes of a vector. */
    static final int BYTES = 16;
    /** Register of {@link PanelRegister#ELEMENTS}. */
    static final int ELEMENTS = register(PanelRegister.ELEMENTS);
    /** Register of {@link PanelRegister#ACTIVATIONS}. */
    static final int ACTIVATIONS = register(PanelRegister.ACTIVATIONS);

    /** Vector registers whose lower halves belong to the caller: this one and seven more. */
    private static final int FIRST_KEPT = 8;
    private static final int KEPT = 8;
    private static final int SAVED_SCALES = 12;
    private static final int FACTOR = 13;

    final ArmAssembler to = new ArmAssembler();

    ArmPanelCode(int vectorRegisters, PanelFormat format, int groupRows) {
        super(BYTES, vectorRegisters, format, groupRows);
    }

    /** X0 to X11: arguments come in X0 to X5, and are the first of the constants. */
    private static int register(PanelRegister register) {
        return register.ordinal();
    }

    @Override
    byte[] code() {
        return to.code();
    }

    @Override
    void enter() {
        to.subImmediate(ArmAssembler.SP, ArmAssembler.SP, KEPT * Double.BYTES);
        for (int i = 0; i < KEPT; i += 2) {
            to.stpD(FIRST_KEPT + i, FIRST_KEPT + i + 1, ArmAssembler.SP, i * Double.BYTES);
        }
    }

    @Override
    void leave() {
        for (int i = 0; i < KEPT; i += 2) {
            to.ldpD(FIRST_KEPT + i, FIRST_KEPT + i + 1, ArmAssembler.SP, i * Double.BYTES);
        }
        to.addImmediate(ArmAssembler.SP, ArmAssembler.SP, KEPT * Double.BYTES);
        to.ret();
    }

    @Override
    int here() {
        return to.here();
    }

    @Override
    void countDown(PanelRegister register, int by, int start) {
        to.subsImmediate(register(register), register(register), by);
        to.bNe(start);
    }

    @Override
    void set(PanelRegister target, int value) {
        to.movImmediate(register(target), value);
    }

    @Override
    void copy(PanelRegister target, PanelRegister source) {
        to.mov(register(target), register(source));
    }

    @Override
    void add(PanelRegister target, PanelRegister addend) {
        to.add(register(target), register(target), register(addend));
    }

    @Override
    void advance(PanelRegister register, int bytes) {
        to.addImmediate(register(register), register(register), bytes);
    }

    @Override
    void skip(PanelRegister target, PanelRegister start, PanelRegister count, int bytes) {
        to.movImmediate(FACTOR, bytes);
        to.madd(register(target), register(count), FACTOR, register(start));
    }

    @Override
    void align(PanelRegister register, int alignment) {
        advance(register, alignment - 1);
        to.clearLowest(register(register), register(register), Integer.numberOfTrailingZeros(alignment));
    }

    @Override
    void saveScales() {
        to.mov(SAVED_SCALES, register(PanelRegister.SCALES));
    }

    @Override
    void restoreScales() {
        to.mov(register(PanelRegister.SCALES), SAVED_SCALES);
    }

    @Override
    void prefetch(PanelRegister base, int displacement) {
        to.prfm(register(base), displacement);
    }

    @Override
    void zero(int target) {
        to.moviB(target, 0);
    }

    @Override
    void loadHalves(int target, PanelRegister base, int displacement) {
        to.ldrD(target, register(base), displacement);
        to.fcvtl(target, target);
    }

    @Override
    void loadSignedBytes(int target, PanelRegister base, int displacement) {
        to.ldrS(target, register(base), displacement);
        to.sxtlH(target, target);
        to.sxtlS(target, target);
        to.scvtf(target, target);
    }

    @Override
    void loadInteger(int target, PanelRegister base, int displacement) {
        to.ldrS(target, register(base), displacement);
        to.dupS(target, target);
        to.scvtf(target, target);
    }

    @Override
    void store(PanelRegister base, int displacement, int source) {
        to.strQ(source, register(base), displacement);
    }

    @Override
    void toFloats(int target, int integers) {
        to.scvtf(target, integers);
    }

    @Override
    void multiply(int target, int a, int b) {
        to.fmul(target, a, b);
    }

    @Override
    void multiplyByFloat(int target, int a, PanelRegister base, int displacement) {
        to.ldrS(target, register(base), displacement);
        to.fmul(target, a, target, 0);
    }

    @Override
    void multiplyAdd(int sums, int a, int b) {
        to.fmla(sums, a, b);
    }
}
