package io.gemstream.gemma.kernel.machine;

/** General registers of a kernel of panels, by what they hold. The first six are its arguments, in their order. */
enum PanelRegister {
    /** Scales of a block, or of a super-block and its blocks. */
    SCALES,
    /** The group of rows. */
    ROWS,
    /** Results of a panel. */
    RESULTS,
    /** Blocks per row. */
    BLOCKS,
    /** Bytes from one row of results to the next. */
    STRIDE,
    /** Panels that are left. */
    PANELS,
    /** Elements of a block. */
    ELEMENTS,
    /** Activations of a block, all rows of the group. */
    ACTIVATIONS,
    /** What is asked for. */
    AHEAD,
    /** Blocks that are left of a row. */
    LEFT,
    /** Blocks that are left of a super-block. */
    LEFT_OF_SUPER_BLOCK,
    /** Results of a row. Used only where {@link #ELEMENTS} is not, so both may be one register. */
    OUT
}
