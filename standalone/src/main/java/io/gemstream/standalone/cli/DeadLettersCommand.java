package io.gemstream.standalone.cli;

import io.gemstream.client.GemstreamClient;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.standalone.client.DeadLetterBox;
import io.gemstream.standalone.client.DeadLetterBox.Letter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command {@code gemstream dead-letters}: shows records that failed for good, and tries them again. */
@Command(name = "dead-letters",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Shows records that failed for good, and tries them again.",
        synopsisSubcommandLabel = "COMMAND")
final class DeadLettersCommand {

    private final CliEnvironment cliEnvironment;

    DeadLettersCommand(CliEnvironment cliEnvironment) {
        this.cliEnvironment = cliEnvironment;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "One line for each, oldest first.")
    int list(@Mixin KafkaOptions kafka) {
        List<Letter> letters = new DeadLetterBox(kafka.bootstrapServers()).read();
        letters.stream().map(DeadLetterText::line).forEach(cliEnvironment.out()::println);
        if (letters.isEmpty()) {
            cliEnvironment.err().println("no dead letters");
        }
        return 0;
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "One of them, with cause and content.")
    int show(@Mixin KafkaOptions kafka,
            @Parameters(paramLabel = "OFFSET", description = "As list shows it.") long offset) {
        cliEnvironment.out().println(DeadLetterText.whole(new DeadLetterBox(kafka.bootstrapServers()).read(offset)));
        return 0;
    }

    @Command(name = "redrive", mixinStandardHelpOptions = true, sortOptions = false, description = {
        "Tries one of them again.",
        "A prompt is written to its topic once more. A task's stream has ended, so it becomes a generation of its own,",
        "submitted to the gateway; its name is printed. An answer that was given up is written again from its",
        "generation's log, which is kept for gemstream.topics.retention."
    })
    int redrive(@Mixin KafkaOptions kafka,
            @Mixin TargetOptions target,
            @Parameters(paramLabel = "OFFSET", description = "As list shows it.") long offset) {
        DeadLetterBox box = new DeadLetterBox(kafka.bootstrapServers());
        Letter letter = box.read(offset);
        if (DeadLetterText.isTask(letter)) {
            try (GemstreamClient client = GemstreamClient.connect(target.target)) {
                String requestId = client.submit(DeadLetterText.request(letter), target.timeout);
                cliEnvironment.out().println("operations/" + requestId);
            }
        } else if (DeadLetterText.isAnswer(letter)) {
            OperationRecord row = DeadLetterText.answerAgain(letter, System.currentTimeMillis());
            box.write(row);
            cliEnvironment.out().println("operations/" + row.getRequestId() + ", answer to " + row.getReplyTo());
        } else {
            box.resend(letter);
            cliEnvironment.out().println(letter.record().getTopic() + ", key " + letter.record().getKey()
                    .toStringUtf8());
        }
        return 0;
    }
}
