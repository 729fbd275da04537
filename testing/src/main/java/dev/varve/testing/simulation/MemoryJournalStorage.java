package dev.varve.testing.simulation;

import dev.varve.core.operation.JournalStorage;
import dev.varve.testing.memory.Faults;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Journals in memory that can be cut at each write.
public final class MemoryJournalStorage implements JournalStorage {
    private static final String UNDO_STARTED = "\"entry\":\"undo-started\"";

    private final Map<String, List<byte[]>> journals = new TreeMap<>();
    private Faults faults = Faults.none();
    private List<byte[]> removed = List.of();
    private int lines;

    /// No journals.
    public MemoryJournalStorage() {}

    void inject(Faults next) {
        faults = next;
    }

    @Override
    public void append(String id, byte[] line) {
        faults.before("journal: append");
        journals.computeIfAbsent(id, _ -> new ArrayList<>()).add(line);
        lines++;
        faults.after("journal: append");
    }

    /// {@return whether the journal that was removed last tells of an undo}
    boolean removedAfterUndo() {
        return removed.stream()
                .map(line -> new String(line, StandardCharsets.UTF_8))
                .anyMatch(line -> line.contains(UNDO_STARTED));
    }

    /// {@return how many lines were ever written}
    public int lines() {
        return lines;
    }

    @Override
    public List<String> ids() {
        return List.copyOf(journals.keySet());
    }

    @Override
    public List<byte[]> read(String id) {
        return Optional.ofNullable(journals.get(id)).map(List::copyOf).orElseGet(List::of);
    }

    @Override
    public void truncate(String id, int lines) {
        var found = journals.get(id);
        if (found != null && found.size() > lines) {
            found.subList(lines, found.size()).clear();
        }
    }

    @Override
    public void retire(String id) {
        remove(id);
    }

    @Override
    public void remove(String id) {
        if (journals.containsKey(id)) {
            faults.before("journal: remove");
            removed = read(id);
            journals.remove(id);
            faults.after("journal: remove");
        }
    }
}
