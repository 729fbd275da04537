package dev.varve.cli.text;

import dev.varve.cli.json.Document;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes JSON, a document on one line.
public final class JsonText {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

    private JsonText() {}

    /// {@return a document with its components in their order, and a newline at its end}
    ///
    /// @param document a [Document], whose `apiVersion` and `kind` come first, or a record that has
    ///     both as components
    public static String of(Record document) {
        var root = MAPPER.createObjectNode();
        if (document instanceof Document ours) {
            root.put("apiVersion", Document.API_VERSION);
            root.put("kind", ours.kind());
        }
        ObjectNode components = MAPPER.valueToTree(document);
        root.setAll(components);
        return MAPPER.writeValueAsString(root) + "\n";
    }
}
