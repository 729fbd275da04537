package dev.varve.cli.kill;

import dev.varve.core.operation.FileJournalStorage;
import dev.varve.core.operation.JournalStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/// Journals whose every change counts.
final class KillingStorage implements JournalStorage {
    private final Path directory;
    private final FileJournalStorage journals;
    private final Killer killer;

    KillingStorage(Path directory, Killer killer) {
        this.directory = directory;
        this.journals = new FileJournalStorage(directory);
        this.killer = killer;
    }

    @Override
    public void append(String id, byte[] line) {
        killer.change("journal line", () -> tear(id, line), () -> journals.append(id, line));
    }

    private void tear(String id, byte[] line) {
        try {
            Files.createDirectories(directory);
            Files.write(
                    directory.resolve(id + ".journal"),
                    Arrays.copyOf(line, line.length / 2),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> ids() {
        return journals.ids();
    }

    @Override
    public List<byte[]> read(String id) {
        return journals.read(id);
    }

    @Override
    public void truncate(String id, int lines) {
        journals.truncate(id, lines);
    }

    @Override
    public void retire(String id) {
        journals.retire(id);
    }

    @Override
    public void remove(String id) {
        if (journals.read(id).isEmpty()) {
            journals.remove(id);
        } else {
            killer.change("journal removal", () -> {}, () -> journals.remove(id));
        }
    }
}
