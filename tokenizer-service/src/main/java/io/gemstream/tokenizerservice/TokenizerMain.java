package io.gemstream.tokenizerservice;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.slf4j.LoggerFactory;

/** Runs the service as a process of its own. A start that fails for a known reason is one line on standard error. */
@QuarkusMain(name = "tokenizer")
public final class TokenizerMain {

    private TokenizerMain() {}

    public static void main(String... args) {
        Quarkus.run(null, TokenizerMain::exit, args);
    }

    private static void exit(int code, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case GemstreamException known -> exit(known);
                case QuarkusBindException taken -> exit(
                        new GemstreamException(ErrorReason.PORT_IN_USE, "quarkus.http.port: " + taken.getMessage()));
                default -> {}
            }
        }
        if (failure != null) {
            LoggerFactory.getLogger(TokenizerMain.class).error("start failed", failure);
        }
        System.exit(code);
    }

    private static void exit(GemstreamException failure) {
        System.err.println("tokenizer: " + failure.line());
        System.exit(failure.reason().exitCode());
    }
}
