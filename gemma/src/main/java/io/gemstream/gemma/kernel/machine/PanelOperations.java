package io.gemstream.gemma.kernel.machine;

import io.gemstream.gemma.kernel.panel.PanelFormat;

/**
 * Says what {@link PanelCode} needs of a processor: each method writes the instructions for one step. Vector registers
 * are numbers; memory operands are a general register and a displacement in bytes.
 */
abstract sealed class PanelOperations permits PanelCode {

    /** What was written. */
    abstract byte[] code();

    // general registers

    /** Keeps what belongs to the caller. */
    abstract void enter();

    /** Gives it back, and returns. */
    abstract void leave();

    /** Where the next instruction begins, as a target for {@link #countDown}. */
    abstract int here();

    /** Takes {@code by} away, and goes to {@code start} unless nothing is left. */
    abstract void countDown(PanelRegister register, int by, int start);

    abstract void set(PanelRegister target, int value);

    abstract void copy(PanelRegister target, PanelRegister source);

    abstract void add(PanelRegister target, PanelRegister addend);

    abstract void advance(PanelRegister register, int bytes);

    /** Makes {@code target} what comes after {@code count} times {@code bytes} from {@code start} on. */
    abstract void skip(PanelRegister target, PanelRegister start, PanelRegister count, int bytes);

    /** Goes on to the next multiple of a power of two, unless at one. */
    abstract void align(PanelRegister register, int alignment);

    /** Keeps {@link PanelRegister#SCALES} until {@link #restoreScales}. */
    abstract void saveScales();

    abstract void restoreScales();

    /** Asks for the cache line at an address to come to the second-level cache; faults nowhere. */
    abstract void prefetch(PanelRegister base, int displacement);

    // vectors of floats

    abstract void zero(int target);

    /** Loads half-precision floats, as floats. */
    abstract void loadHalves(int target, PanelRegister base, int displacement);

    /** Loads signed bytes, as floats. */
    abstract void loadSignedBytes(int target, PanelRegister base, int displacement);

    /** Loads the one integer at an address into all lanes, as a float. */
    abstract void loadInteger(int target, PanelRegister base, int displacement);

    abstract void store(PanelRegister base, int displacement, int source);

    abstract void toFloats(int target, int integers);

    abstract void multiply(int target, int a, int b);

    /** Multiplies by the one float at an address. */
    abstract void multiplyByFloat(int target, int a, PanelRegister base, int displacement);

    /** Multiplies by the constant {@link PanelFormat#unit}. */
    abstract void multiplyByUnit(int scales);

    /** Multiplies by the constant {@link PanelFormat#minimumUnit}. */
    abstract void multiplyByMinimumUnit(int minima);

    /** {@code sums += a * b}, rounded once. */
    abstract void multiplyAdd(int sums, int a, int b);

    // integer sums, and what they need

    /** Writes constants, and loads those that stay in registers. Comes first. */
    abstract void constants();

    /** Pairs of vector and row of activations that have their sums in registers, at most. */
    abstract int sums();

    /** Takes the registers that a tile needs besides its sums. */
    abstract void registers();

    /** A register for scales, their sums and what is computed of them, when elements are done with: 0 to 2. */
    abstract int scratch(int number);

    /** Begins the integer sums of a block or half of it; {@code sum} is where the activations' own sum lies in a block. */
    abstract void start(int sum);

    /** Adds the products of all groups of a block. */
    abstract void block(int vector);

    /** Adds the products of half a block: those of groups 0 to 3, or 4 to 7. */
    abstract void halfBlock(int vector, int first);

    /** Makes the integer sums those of {@link io.gemstream.gemma.kernel.panel.ScalarPanels}. */
    abstract void end(int sum);
}
