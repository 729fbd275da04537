package dev.varve.bench;

import dev.varve.Domain;
import dev.varve.Varve;
import dev.varve.operation.Change;
import dev.varve.operation.Outcome;
import dev.varve.operation.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a program saves that uses the library and not as many processes of the command line.
public final class Library {
    private final EmbedRoot host;
    private final Path varve;

    private Library(EmbedRoot host, Path varve) {
        this.host = host;
        this.varve = varve;
    }

    /// An empty directory, the path of `varve`, how often to list, and how often to create and delete.
    public static void main(String[] arguments) throws IOException {
        var host = EmbedRoot.make(Path.of(arguments[0]));
        var library = new Library(host, Path.of(arguments[1]));
        library.run(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    }

    private void run(int lists, int changes) throws IOException {
        for (var name : List.of("s1", "s2")) {
            process("snapshot-create-as web " + name + " --disk-only");
        }
        var listed = seconds(() -> repeat(lists, () -> process("snapshot-list web")));
        var changed = seconds(() -> repeat(changes, this::changeByProcesses));
        try (var opened = Varve.open(host.uri())) {
            var web = opened.domain(EmbedRoot.DOMAIN);
            print("snapshots()", lists, listed, seconds(() -> repeat(lists, web::snapshots)));
            print(
                    "create and delete",
                    changes,
                    changed,
                    seconds(() -> repeat(changes, () -> change(web))));
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static double seconds(Work work) throws IOException {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e9;
    }

    private static void repeat(int count, Work work) throws IOException {
        for (int i = 0; i < count; i++) {
            work.run();
        }
    }

    private void changeByProcesses() throws IOException {
        process("snapshot-create-as web s3 --disk-only");
        process("snapshot-delete web s3");
    }

    private static void change(Domain web) {
        perform(web, Change.create("s3"));
        perform(web, Change.delete("s3"));
    }

    private static void perform(Domain web, Change change) {
        if (!(web.perform(change, ProgressListener.silent()) instanceof Outcome.Done)) {
            throw new IllegalStateException("not done: " + change);
        }
    }

    private void process(String line) throws IOException {
        var command = new ArrayList<>(List.of(varve.toString()));
        command.addAll(List.of(line.split(" ")));
        Child.run(host.environment(), command);
    }

    private static void print(String what, int count, double processes, double library) {
        System.out.printf(
                Locale.ROOT,
                "%-20s %6d times: processes %8.2f s, library %8.2f s, %6.1f times as fast%n",
                what,
                count,
                processes,
                library,
                processes / library);
    }
}
