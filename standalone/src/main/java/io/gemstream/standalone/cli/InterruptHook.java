package io.gemstream.standalone.cli;

/** Runs work when the process is told to end while a command runs: Ctrl-C, or a kill that is not -9. */
final class InterruptHook implements AutoCloseable {

    private final Thread hook;

    private InterruptHook(Thread hook) {
        this.hook = hook;
    }

    static InterruptHook run(Runnable work) {
        Thread hook = Thread.ofPlatform().name("gemstream-interrupt-hook").unstarted(work);
        Runtime.getRuntime().addShutdownHook(hook);
        return new InterruptHook(hook);
    }

    /**
     * The command is over, nothing is left to do. Where the process is ending already, blocks for good: the command's
     * failure is then a consequence, and must not be printed as a cause.
     */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            while (true) {
                java.util.concurrent.locks.LockSupport.park(this);
            }
        }
    }
}
