package dev.varve.cli.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A process that is known by the file in which its number is.
record KilledProcess(Optional<Long> number) implements Victim {

    /// {@return the process, where it is there and has to do with `root`: a number may have gone to
    /// somebody else}
    static KilledProcess ofFile(Path file, Path root) {
        var number = text(file).filter(text -> !text.isEmpty()).map(Long::valueOf);
        return new KilledProcess(
                number.filter(n ->
                        text(Path.of("/proc", n.toString(), "cmdline"))
                                .filter(line -> line.contains(root + "/"))
                                .isPresent()));
    }

    /// Ends the guests of a libvirt, whoever else has ended.
    ///
    /// @return whether there was one
    static boolean killGuests(Path root) {
        boolean killed = false;
        for (var domain : List.of(Stage.WEB.name(), Stage.CLONE)) {
            killed |= ofFile(root.resolve("run/qemu/" + domain + ".pid"), root).kill();
        }
        return killed;
    }

    /// A process that ends between the opening and the reading of its file is "no such process", and no
    /// missing file.
    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            if (Files.notExists(file)) {
                return Optional.empty();
            }
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean kill() {
        number.flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroyForcibly);
        while (number.filter(KilledProcess::runs).isPresent()) {
            Thread.onSpinWait();
        }
        return number.isPresent();
    }

    /// Whose parent doesn't ask for it stays in the list, as a zombie, without anything of its own.
    private static boolean runs(long number) {
        return text(Path.of("/proc", Long.toString(number), "cmdline"))
                .filter(line -> !line.isEmpty())
                .isPresent();
    }
}
