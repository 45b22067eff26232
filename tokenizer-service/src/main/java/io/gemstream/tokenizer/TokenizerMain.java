package io.gemstream.tokenizer;

import io.gemstream.service.ServiceProcess;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Runs the tokenizer service as a process of its own. */
@QuarkusMain(name = "tokenizer")
public final class TokenizerMain {

    private TokenizerMain() {}

    public static void main(String... args) {
        ServiceProcess.run("tokenizer", args);
    }
}
