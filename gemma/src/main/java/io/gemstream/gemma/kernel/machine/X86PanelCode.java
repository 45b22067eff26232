package io.gemstream.gemma.kernel.machine;

import io.gemstream.gemma.kernel.panel.PanelFormat;

/**
 * Kernels of panels on x86-64: what is the same in all its instruction sets. Arguments come by the System V calling
 * convention.
 */
abstract sealed class X86PanelCode extends PanelCode permits Avx2PanelCode, Avx512PanelCode {

    /** Register of {@link PanelRegister#ELEMENTS}. */
    static final int ELEMENTS = Assembler.RAX;
    /** Register of {@link PanelRegister#ACTIVATIONS}. */
    static final int ACTIVATIONS = Assembler.R10;

    final Assembler to;

    X86PanelCode(VectorEncoding encoding, PanelFormat format, int groupRows) {
        super(encoding.bytes(), encoding.registers(), format, groupRows);
        this.to = new Assembler(encoding);
    }

    private static int register(PanelRegister register) {
        return switch (register) {
            case SCALES -> Assembler.RDI;
            case ROWS -> Assembler.RSI;
            case RESULTS -> Assembler.RDX;
            case BLOCKS -> Assembler.RCX;
            case STRIDE -> Assembler.R8;
            case PANELS -> Assembler.R9;
            case ELEMENTS, OUT -> ELEMENTS;
            case ACTIVATIONS -> ACTIVATIONS;
            case AHEAD -> Assembler.RBX;
            case LEFT -> Assembler.R11;
            case LEFT_OF_SUPER_BLOCK -> Assembler.RBP;
        };
    }

    @Override
    byte[] code() {
        return to.code();
    }

    @Override
    void enter() {
        to.push(Assembler.RBX);
        to.push(Assembler.RBP);
    }

    @Override
    void leave() {
        to.pop(Assembler.RBP);
        to.pop(Assembler.RBX);
        to.vzeroupper();
        to.ret();
    }

    @Override
    int here() {
        return to.here();
    }

    @Override
    void countDown(PanelRegister register, int by, int start) {
        if (by == 1) {
            to.dec(register(register));
        } else {
            to.addImmediate(register(register), -by);
        }
        to.jnz(start);
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
        to.add(register(target), register(addend));
    }

    @Override
    void advance(PanelRegister register, int bytes) {
        to.addImmediate(register(register), bytes);
    }

    @Override
    void skip(PanelRegister target, PanelRegister start, PanelRegister count, int bytes) {
        to.imulImmediate(register(target), register(count), bytes);
        add(target, start);
    }

    @Override
    void align(PanelRegister register, int alignment) {
        to.addImmediate(register(register), alignment - 1);
        to.andImmediate(register(register), -alignment);
    }

    @Override
    void saveScales() {
        to.push(register(PanelRegister.SCALES));
    }

    @Override
    void restoreScales() {
        to.pop(register(PanelRegister.SCALES));
    }

    @Override
    void prefetch(PanelRegister base, int displacement) {
        to.prefetcht1(register(base), displacement);
    }

    @Override
    void zero(int target) {
        to.vpxor(target, target, target);
    }

    @Override
    void loadHalves(int target, PanelRegister base, int displacement) {
        to.vcvtph2ps(target, register(base), displacement);
    }

    @Override
    void loadSignedBytes(int target, PanelRegister base, int displacement) {
        to.vpmovsxbd(target, register(base), displacement);
        to.vcvtdq2ps(target, target);
    }

    @Override
    void loadInteger(int target, PanelRegister base, int displacement) {
        to.vpbroadcastd(target, register(base), displacement);
        to.vcvtdq2ps(target, target);
    }

    @Override
    void store(PanelRegister base, int displacement, int source) {
        to.vmovups(register(base), displacement, source);
    }

    @Override
    void toFloats(int target, int integers) {
        to.vcvtdq2ps(target, integers);
    }

    @Override
    void multiply(int target, int a, int b) {
        to.vmulps(target, a, b);
    }

    @Override
    void multiplyByFloat(int target, int a, PanelRegister base, int displacement) {
        multiplyByFloat(target, a, register(base), displacement);
    }

    abstract void multiplyByFloat(int target, int a, int base, int displacement);

    @Override
    void multiplyAdd(int sums, int a, int b) {
        to.vfmadd231ps(sums, a, b);
    }
}
