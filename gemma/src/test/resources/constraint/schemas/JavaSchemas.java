import com.fasterxml.jackson.annotation.*;
import com.fasterxml.jackson.databind.*;
import com.fasterxml.jackson.databind.node.*;
import com.github.victools.jsonschema.generator.*;
import com.github.victools.jsonschema.module.jackson.*;
import com.github.victools.jsonschema.module.jakarta.validation.*;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.annotations.media.DiscriminatorMapping;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.*;
import java.math.BigDecimal;
import java.net.URI;
import java.time.*;
import java.util.*;

/** Writes the schemas that victools and swagger-core (as springdoc uses it) make of Java types, one JSON object a line. */
public class JavaSchemas {

    enum Colour { RED, GREEN }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@JsonSubTypes.Type(value = Cat.class, name = "cat"), @JsonSubTypes.Type(value = Dog.class, name = "dog")})
    interface Animal {}
    public record Cat(@Min(1) @Max(9) int lives) implements Animal {}
    public record Dog(@NotNull Boolean barks) implements Animal {}

    public static class Order {
        @NotNull @Positive public Long id;
        @Size(min = 1, max = 3) @Pattern(regexp = "^[a-z]+$") public String code;
        @Email public String mail;
        public Colour colour;
        public int count;
        public double price;
        public Float weight;
        public boolean paid;
        public UUID reference;
        public LocalDate day;
        public OffsetDateTime at;
        public URI link;
        @Size(max = 2) public Set<Colour> colours;
        public Map<String, Boolean> flags;
        public Animal pet;
        @DecimalMin(value = "0", inclusive = false) public BigDecimal amount;
        public Optional<String> note;
    }

    @Schema(description = "A pet", requiredProperties = "type", oneOf = {Kitten.class, Puppy.class}, discriminatorProperty = "type",
            discriminatorMapping = {@DiscriminatorMapping(value = "kitten", schema = Kitten.class), @DiscriminatorMapping(value = "puppy", schema = Puppy.class)})
    public interface Pet {}
    public static class Kitten implements Pet {
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) public String type;
        @Schema(example = "7", minimum = "1", maximum = "9") public Integer lives;
    }
    public static class Puppy implements Pet {
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) public String type;
        @Schema(nullable = true, accessMode = Schema.AccessMode.READ_ONLY) public Boolean barks;
    }
    public static class Shop {
        public Pet pet;
        @Schema(nullable = true, example = "ab", maxLength = 4) public String nick;
        @Schema(nullable = true) public Colour colour;
        @DecimalMin(value = "0", inclusive = false) @DecimalMax("10") public BigDecimal price;
        public Long stock;
        public int shelf;
        public byte[] picture;
        @Schema(format = "password", deprecated = true) public String secret;
        public Date opened;
        public Set<Colour> colours;
    }

    static void print(String name, JsonNode schema) throws Exception {
        ObjectNode line = new ObjectMapper().createObjectNode().put("name", name);
        line.set("schema", schema);
        System.out.println(line);
    }

    public static void main(String[] args) throws Exception {
        for (SchemaVersion version : List.of(SchemaVersion.DRAFT_2020_12, SchemaVersion.DRAFT_7)) {
            SchemaGeneratorConfigBuilder builder = new SchemaGeneratorConfigBuilder(version, OptionPreset.PLAIN_JSON)
                    .with(new JacksonModule()).with(new JakartaValidationModule(JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS))
                    .with(Option.EXTRA_OPEN_API_FORMAT_VALUES, Option.NULLABLE_FIELDS_BY_DEFAULT, Option.FLATTENED_OPTIONALS, Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT);
            print("victools Order " + version, new SchemaGenerator(builder.build()).generateSchema(Order.class));
        }
        Map<String, io.swagger.v3.oas.models.media.Schema> all = ModelConverters.getInstance().readAll(Shop.class);
        ObjectNode root = (ObjectNode) Json.mapper().valueToTree(all.get("Shop"));
        ObjectNode schemas = root.putObject("components").putObject("schemas");
        all.forEach((name, schema) -> schemas.set(name, Json.mapper().valueToTree(schema)));
        print("swagger-core Shop OpenAPI 3.0", root);
    }
}
