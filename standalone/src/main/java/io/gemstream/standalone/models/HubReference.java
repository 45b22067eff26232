package io.gemstream.standalone.models;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model of the Hugging Face hub as the user names it: {@code owner/name[:file-or-quantisation][@revision]}. Pure.
 *
 * @param repository {@code owner/name}
 * @param file a file of the repository or a part of its name; empty for its only GGUF, or its safetensors
 * @param revision branch, tag or commit
 */
public record HubReference(String repository, Optional<String> file, String revision) {

    private static final String DEFAULT_REVISION = "main";
    private static final String SEGMENT = "[A-Za-z0-9][A-Za-z0-9._-]{0,95}";
    private static final Pattern FORM = Pattern.compile(
            "(" + SEGMENT + "/" + SEGMENT + ")(?::([A-Za-z0-9][^@:]*))?(?:@([A-Za-z0-9][A-Za-z0-9._/-]*))?");

    /** Reads a name; empty where it has another form, or its last part that of a model file. */
    public static Optional<HubReference> parse(String name) {
        Matcher matcher = FORM.matcher(name);
        if (!matcher.matches() || name.contains("..") || matcher.group(1).endsWith(".gguf")
                || matcher.group(1).endsWith(".safetensors")) {
            return Optional.empty();
        }
        return Optional.of(new HubReference(matcher.group(1), Optional.ofNullable(matcher.group(2)),
                Optional.ofNullable(matcher.group(3)).orElse(DEFAULT_REVISION)));
    }

    /** Its folder in the store, relative; each revision has its own. */
    String folder() {
        return revision.equals(DEFAULT_REVISION) ? repository : repository + "@" + revision.replace("/", "--");
    }

    @Override
    public String toString() {
        return repository + file.map(part -> ":" + part).orElse("")
                + (revision.equals(DEFAULT_REVISION) ? "" : "@" + revision);
    }
}
