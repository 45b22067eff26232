import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.SystemMessage;
import io.quarkiverse.langchain4j.RegisterAiService;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Services of Quarkus LangChain4j against a gateway: BASE_URL MODEL FILE, which has the answer to "the cat" as a plain request
 * got it. Ends with 1 where something differs. It leaves no stream: a cancelled Multi does not reach the extension's client.
 */
@QuarkusMain
public class Client implements QuarkusApplication {

    private static final String BRIEF = "Be brief.";
    private static final String QUESTION = "the cat";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Assistant assistant;
    private final Extractor extractor;
    private final Unknown unknown;
    private final ChatModel model;

    Client(Assistant assistant, Extractor extractor, Unknown unknown, ChatModel model) {
        this.assistant = assistant;
        this.extractor = extractor;
        this.unknown = unknown;
        this.model = model;
    }

    enum Colour { RED, BLUE }

    record Answer(Colour colour, boolean sure) {}

    @RegisterAiService
    @ApplicationScoped
    interface Assistant {
        @SystemMessage(BRIEF)
        Result<String> chat(@MemoryId int conversation, @dev.langchain4j.service.UserMessage String text);

        @SystemMessage(BRIEF)
        Multi<String> stream(@MemoryId int conversation, @dev.langchain4j.service.UserMessage String text);
    }

    @RegisterAiService(modelName = "strict")
    @ApplicationScoped
    interface Extractor {
        @SystemMessage(BRIEF)
        Answer extract(@MemoryId int conversation, @dev.langchain4j.service.UserMessage String text);
    }

    @RegisterAiService(modelName = "unknown")
    @ApplicationScoped
    interface Unknown {
        String chat(@MemoryId int conversation, @dev.langchain4j.service.UserMessage String text);

        Multi<String> stream(@MemoryId int conversation, @dev.langchain4j.service.UserMessage String text);
    }

    public static void main(String... arguments) {
        for (String named : List.of("", "strict.", "unknown.")) {
            System.setProperty("quarkus.langchain4j.openai." + named + "base-url", arguments[0]);
        }
        for (String named : List.of("", "strict.")) {
            System.setProperty("quarkus.langchain4j.openai." + named + "chat-model.model-name", arguments[1]);
        }
        Quarkus.run(Client.class, arguments);
    }

    @Override
    @ActivateRequestContext
    public int run(String... arguments) throws Exception {
        JsonNode plain = new ObjectMapper().readTree(Path.of(arguments[2]).toFile());
        chat(plain);
        stream(plain);
        structuredAnswer();
        errors();
        return 0;
    }

    private void chat(JsonNode plain) {
        Result<String> first = assistant.chat(1, QUESTION);
        check(first.content().equals(text(plain)), first.content());
        check(first.finishReason().name().equalsIgnoreCase(plain.at("/choices/0/finish_reason").asText()), first);
        check(first.tokenUsage().inputTokenCount() == plain.at("/usage/prompt_tokens").asInt(), first.tokenUsage());
        check(first.tokenUsage().outputTokenCount() == plain.at("/usage/completion_tokens").asInt(), first.tokenUsage());

        // The second question goes with the first and its answer, to the same end as by hand.
        String second = assistant.chat(1, "the dog").content();
        ChatResponse byHand = model.chat(dev.langchain4j.data.message.SystemMessage.from(BRIEF), UserMessage.from(QUESTION),
                AiMessage.from(first.content()), UserMessage.from("the dog"));
        check(second.equals(byHand.aiMessage().text()), second);
        System.out.println("a service with a memory");
    }

    private void stream(JsonNode plain) {
        List<String> parts = assistant.stream(2, QUESTION).collect().asList().await().atMost(LIMIT);
        check(String.join("", parts).equals(text(plain)), parts);
        check(parts.size() > 1, parts);
        System.out.println("a streaming service");
    }

    private void structuredAnswer() {
        Answer answer = extractor.extract(3, QUESTION);
        check(answer.colour() != null, answer);
        System.out.println("an answer by a schema: " + answer);
    }

    private void errors() {
        for (Runnable call : List.<Runnable>of(
                () -> unknown.chat(4, QUESTION),
                () -> unknown.stream(5, QUESTION).collect().asList().await().atMost(LIMIT))) {
            try {
                call.run();
            } catch (ModelNotFoundException refusal) {
                check(refusal.getCause() instanceof HttpException http && http.statusCode() == 404, refusal);
                continue;
            }
            check(false, "not refused");
        }
        System.out.println("errors");
    }

    private static String text(JsonNode plain) {
        return plain.at("/choices/0/message/content").asText();
    }

    private static void check(boolean holds, Object seen) {
        if (!holds) {
            throw new AssertionError(seen);
        }
    }
}
