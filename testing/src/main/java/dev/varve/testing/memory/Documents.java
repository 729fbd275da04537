package dev.varve.testing.memory;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.model.Snapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The texts that stand for definitions and for snapshots' metadata. The same contents have the
/// same text, and a text is good for as long as the host exists.
final class Documents {
    private final Map<Object, String> texts = new HashMap<>();
    private final Map<String, Object> contents = new HashMap<>();

    String text(Definition definition) {
        return text("domain", definition);
    }

    /// @param snapshot with an empty `document`
    String text(Snapshot snapshot) {
        return text("domainsnapshot", snapshot);
    }

    Definition definition(String text) {
        return find(text, Definition.class);
    }

    Snapshot snapshot(String text) {
        return find(text, Snapshot.class);
    }

    private String text(String element, Object content) {
        return texts.computeIfAbsent(
                content,
                _ -> {
                    var text = "<" + element + " id='" + texts.size() + "'/>";
                    contents.put(text, content);
                    return text;
                });
    }

    private <T> T find(String text, Class<T> type) {
        return Optional.ofNullable(contents.get(text))
                .filter(type::isInstance)
                .map(type::cast)
                .orElseThrow(
                        () -> new HypervisorException(Kind.INVALID, "cannot parse '" + text + "'"));
    }
}
