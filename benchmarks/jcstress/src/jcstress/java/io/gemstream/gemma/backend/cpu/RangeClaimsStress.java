package io.gemstream.gemma.backend.cpu;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Opens works back to back while another thread claims from them, late or early as it comes: an item is done once, with
 * the work's own bounds and what was written before it was opened, and its opener sees what the items wrote. In the
 * package of {@link RangeClaims}, which is nobody else's.
 */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "every item of both works was done once")
@Outcome(expect = Expect.FORBIDDEN, desc = "items were lost, done twice, or done with the fields of another work")
@State
public class RangeClaimsStress {

    /** Times that the other thread looks for items; a look takes some nanoseconds. */
    private static final int LOOKS = 32;

    private final RangeClaims claims = new RangeClaims();
    // Plain, as the activations of a step are.
    private final int[] first = new int[6];
    private final int[] second = new int[4];
    private int input;
    private int wrongInFirst;
    private int wrongInSecond;

    @Actor
    public void opener() {
        input = 1;
        run(first, 1);
        wrongInFirst = wrong(first, 1);
        input = 10;
        run(second, 2);
        wrongInSecond = wrong(second, 10);
    }

    @Actor
    public void helper() {
        for (int look = 0; look < LOOKS; look++) {
            claims.drain(1);
        }
    }

    /** The third number is what is wrong in the end, though it was not when the opener looked. */
    @Arbiter
    public void judge(III_Result result) {
        result.r1 = wrongInFirst;
        result.r2 = wrongInSecond;
        result.r3 = wrong(first, 1) + wrong(second, 10) - wrongInFirst - wrongInSecond;
    }

    private void run(int[] items, int grain) {
        claims.open((_, from, to) -> {
            for (int i = from; i < to; i++) {
                items[i] += input;
            }
        }, items.length, grain);
        claims.drain(0);
        claims.await();
    }

    private static int wrong(int[] items, int expected) {
        int wrong = 0;
        for (int item : items) {
            wrong += item == expected ? 0 : 1;
        }
        return wrong;
    }
}
