import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * LangChain4j with its default client, which is the JDK's with its defaults: BASE_URL MODEL FILE, which has the answer to
 * {@link #QUESTION} as a plain request got it. Ends with 1 where something differs. Leaves one generation before its end, and
 * stays until its input ends: a generation is then not cancelled because its client is gone.
 */
final class Client {

    private static final List<ChatMessage> QUESTION = List.of(SystemMessage.from("Be brief."), UserMessage.from("the cat"));
    private static final int TOKENS = 24;
    private static final int LONG = 3_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String baseUrl;
    private final String model;

    private Client(String baseUrl, String model) {
        this.baseUrl = baseUrl;
        this.model = model;
    }

    enum Colour { RED, BLUE }

    record Answer(Colour colour, boolean sure) {}

    interface Extractor {
        Answer extract(String text);
    }

    interface Assistant {
        @dev.langchain4j.service.SystemMessage("Be brief.")
        String chat(String text);
    }

    interface Storyteller {
        @dev.langchain4j.service.SystemMessage("Be brief.")
        TokenStream tell(String text);
    }

    public static void main(String[] arguments) throws Exception {
        JsonNode plain = new ObjectMapper().readTree(Path.of(arguments[2]).toFile());
        Client checks = new Client(arguments[0], arguments[1]);
        checks.chat(plain);
        checks.stream(plain);
        checks.structuredAnswer();
        checks.memory(plain);
        checks.errors();
        checks.leave();
        System.in.readAllBytes();
    }

    private OpenAiChatModel.OpenAiChatModelBuilder whole() {
        return OpenAiChatModel.builder().baseUrl(baseUrl).apiKey("none").modelName(model).temperature(0.0).seed(7)
                .maxCompletionTokens(TOKENS).maxRetries(0).timeout(LIMIT);
    }

    private OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder streamed() {
        return OpenAiStreamingChatModel.builder().baseUrl(baseUrl).apiKey("none").modelName(model).temperature(0.0).seed(7)
                .maxCompletionTokens(TOKENS).timeout(LIMIT);
    }

    private void chat(JsonNode plain) {
        same(whole().build().chat(QUESTION), plain);
        System.out.println("chat");
    }

    private void stream(JsonNode plain) throws Exception {
        StringBuilder parts = new StringBuilder();
        CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
        streamed().build().chat(QUESTION, new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String part) {
                parts.append(part);
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                answer.complete(response);
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }
        });
        same(answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS), plain);
        check(parts.toString().equals(plain.at("/choices/0/message/content").asText()), parts);

        CompletableFuture<ChatResponse> told = new CompletableFuture<>();
        AiServices.create(Storyteller.class, streamed().build()).tell("the cat")
                .onPartialResponse(part -> { })
                .onCompleteResponse(told::complete)
                .onError(told::completeExceptionally)
                .start();
        same(told.get(LIMIT.toSeconds(), TimeUnit.SECONDS), plain);
        System.out.println("streams");
    }

    private static void same(ChatResponse answer, JsonNode plain) {
        check(answer.aiMessage().text().equals(plain.at("/choices/0/message/content").asText()), answer);
        check(answer.finishReason().name().equalsIgnoreCase(plain.at("/choices/0/finish_reason").asText()), answer);
        check(answer.tokenUsage().inputTokenCount() == plain.at("/usage/prompt_tokens").asInt(), answer);
        check(answer.tokenUsage().outputTokenCount() == plain.at("/usage/completion_tokens").asInt(), answer);
        check(answer.tokenUsage().totalTokenCount() == plain.at("/usage/total_tokens").asInt(), answer);
    }

    private void structuredAnswer() {
        OpenAiChatModel strict = whole().maxCompletionTokens(200).strictJsonSchema(true)
                .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA).build();
        Answer answer = AiServices.create(Extractor.class, strict).extract("the cat");
        check(answer.colour() != null, answer);
        System.out.println("an answer by a schema: " + answer);
    }

    /** The second question goes with the first and its answer, to the same end as by hand. */
    private void memory(JsonNode plain) {
        OpenAiChatModel model = whole().build();
        Assistant assistant = AiServices.builder(Assistant.class).chatModel(model)
                .chatMemory(MessageWindowChatMemory.withMaxMessages(10)).build();
        String first = assistant.chat("the cat");
        check(first.equals(plain.at("/choices/0/message/content").asText()), first);
        String second = assistant.chat("the dog");
        ChatResponse byHand = model.chat(QUESTION.getFirst(), QUESTION.getLast(), AiMessage.from(first),
                UserMessage.from("the dog"));
        check(second.equals(byHand.aiMessage().text()), second);
        check(byHand.tokenUsage().inputTokenCount() > plain.at("/usage/total_tokens").asInt(), byHand);
        System.out.println("a service with a memory");
    }

    private void errors() throws Exception {
        refused(ModelNotFoundException.class, 404, () -> whole().modelName("nope").build().chat(QUESTION));
        refused(InvalidRequestException.class, 400, () -> whole().temperature(-1.0).build().chat(QUESTION));
        CompletableFuture<Throwable> streamed = new CompletableFuture<>();
        streamed().modelName("nope").build().chat(QUESTION, new StreamingChatResponseHandler() {
            @Override
            public void onCompleteResponse(ChatResponse response) {
                streamed.completeExceptionally(new AssertionError(response));
            }

            @Override
            public void onError(Throwable failure) {
                streamed.complete(failure);
            }
        });
        check(streamed.get(LIMIT.toSeconds(), TimeUnit.SECONDS) instanceof ModelNotFoundException, streamed);
        System.out.println("errors");
    }

    private static void refused(Class<? extends LangChain4jException> kind, int status, Runnable call) {
        try {
            call.run();
        } catch (LangChain4jException refusal) {
            check(kind.isInstance(refusal), refusal);
            check(refusal.getCause() instanceof HttpException http && http.statusCode() == status, refusal);
            return;
        }
        check(false, kind);
    }

    private void leave() throws Exception {
        CompletableFuture<Void> left = new CompletableFuture<>();
        streamed().maxCompletionTokens(LONG).customParameters(Map.of("ignore_eos", true)).build()
                .chat(QUESTION, new StreamingChatResponseHandler() {
                    @Override
                    public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
                        context.streamingHandle().cancel();
                        left.complete(null);
                    }

                    @Override
                    public void onCompleteResponse(ChatResponse response) {
                        left.completeExceptionally(new AssertionError(response));
                    }

                    @Override
                    public void onError(Throwable failure) {
                        left.completeExceptionally(failure);
                    }
                });
        left.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        System.out.println("left a stream");
    }

    private static void check(boolean holds, Object seen) {
        if (!holds) {
            throw new AssertionError(seen);
        }
    }
}
