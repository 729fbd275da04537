package dev.varve.libvirt.hypervisor;

import dev.varve.libvirt.EmbedRoot;
import dev.varve.libvirt.LibvirtConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// libvirt's embedded driver. A process has but one, so all classes that it runs share it: a test names
/// it as a parameter and extends itself with [Shared]. Its tests own all domains that are there, so the
/// classes of one process follow one another; others run in processes beside it.
final class EmbeddedLibvirt {
    private final Path root;
    private final LibvirtConnection connection;

    private EmbeddedLibvirt(Path root) throws IOException {
        this.root = root;
        this.connection = LibvirtConnection.open(EmbedRoot.prepare(root));
    }

    /// Opens the driver for the first test that wants it. It is closed when the process ends: surefire,
    /// which hands one class after the other to a process, has an engine for each, and no end of all.
    private static EmbeddedLibvirt open() {
        try {
            var root = Files.createTempDirectory("varve-libvirt");
            var libvirt = new EmbeddedLibvirt(root);
            Runtime.getRuntime().addShutdownHook(new Thread(libvirt::close));
            return libvirt;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// {@return a host of a test's own, without domains}
    EmbeddedHost host() {
        try {
            return new EmbeddedHost(connection, Files.createTempDirectory(root, "images"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void close() {
        connection.close();
        try (var files = Files.walk(root)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The one of this process.
    private static final class Opened {
        static final EmbeddedLibvirt LIBVIRT = open();
    }

    /// Hands it to a test.
    static final class Shared implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == EmbeddedLibvirt.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return Opened.LIBVIRT;
        }
    }
}
