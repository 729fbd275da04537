package dev.varve.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Our program as a process of its own, begun as fast as a test wants it: the classes are packed, for
/// Java shares no archive of classes in directories, and what a command loads is archived once.
public final class VarveProcess {
    private static final VarveProcess PREPARED = prepare();

    private final String classPath;
    private final Path archive;

    private VarveProcess(String classPath, Path archive) {
        this.classPath = classPath;
        this.archive = archive;
    }

    /// {@return what starts `main` with these arguments}
    public static List<String> command(Class<?> main, List<String> arguments) {
        return PREPARED.line("-XX:SharedArchiveFile=" + PREPARED.archive, main, arguments);
    }

    /// {@return what starts `main` with these arguments, and leaves a cache of all that it has loaded and
    /// linked in `cache`}
    public static List<String> training(Path cache, Class<?> main, List<String> arguments) {
        return PREPARED.line("-XX:AOTCacheOutput=" + cache, main, arguments);
    }

    /// {@return what starts `main` with these arguments and such a cache}
    public static List<String> command(Path cache, Class<?> main, List<String> arguments) {
        return PREPARED.line("-XX:AOTCache=" + cache, main, arguments);
    }

    private static VarveProcess prepare() {
        try {
            var directory = Files.createTempDirectory("varve-process");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
            var prepared = new VarveProcess(classPath(directory), directory.resolve("classes.jsa"));
            prepared.writeArchive();
            return prepared;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath(Path directory) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty()) // Which means the working directory.
                .map(Path::of)
                .filter(Files::exists)
                .map(entry -> Files.isDirectory(entry) ? packed(entry, directory) : entry)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path packed(Path classes, Path directory) {
        var name = classes.toAbsolutePath().toString().replace(File.separatorChar, '-');
        var jar = directory.resolve(name + ".jar");
        int exit =
                ToolProvider.findFirst("jar")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "--create",
                                "--no-compress",
                                "--file",
                                jar.toString(),
                                "-C",
                                classes.toString(),
                                ".");
        if (exit != 0) {
            throw new IllegalStateException("cannot pack " + classes);
        }
        return jar;
    }

    /// Whether that works decides how fast the tests are, and nothing else.
    private void writeArchive() throws IOException {
        var command =
                line(
                        "-XX:ArchiveClassesAtExit=" + archive,
                        Main.class,
                        List.of("-c", "test:///default", "snapshot-list", "test"));
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            var _ = process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private List<String> line(String archiving, Class<?> main, List<String> arguments) {
        var line =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                archiving,
                                "-Xlog:disable",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dvarve.nightly=" + Boolean.getBoolean("varve.nightly"),
                                "-cp",
                                classPath,
                                main.getName()));
        line.addAll(arguments);
        return line;
    }

    private static void remove(Path directory) {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
