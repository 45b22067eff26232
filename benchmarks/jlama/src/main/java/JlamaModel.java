import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.safetensors.SafeTensorSupport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes a folder of safetensors in Jlama's Q4, but for the embedding: its Gemma 2 cannot read one in Q4. The folder
 * needs tokenizer.json, tokenizer_config.json, README.md, and hidden_act in config.json.
 */
final class JlamaModel {

    private JlamaModel() {}

    public static void main(String[] arguments) throws IOException {
        SafeTensorSupport.quantizeModel(
                Path.of(arguments[0]), DType.Q4, new String[] {"model.embed_tokens."}, null,
                Optional.of(Path.of(arguments[1])));
        System.exit(0);
    }
}
