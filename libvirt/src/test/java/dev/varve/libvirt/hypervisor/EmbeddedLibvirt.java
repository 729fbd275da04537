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

/// libvirt's embedded driver. A process can open it but once, so all tests share it: a test names it
/// as a parameter and extends itself with [Shared].
final class EmbeddedLibvirt implements AutoCloseable {
    private final Path root;
    private final LibvirtConnection connection;

    private EmbeddedLibvirt() {
        try {
            root = Files.createTempDirectory("varve-libvirt");
            connection = LibvirtConnection.open(EmbedRoot.prepare(root));
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

    @Override
    public void close() throws IOException {
        connection.close();
        try (var files = Files.walk(root)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// Opens the driver for the first test that wants it, and closes it after the last test of all.
    static final class Shared implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == EmbeddedLibvirt.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(EmbeddedLibvirt.class))
                    .computeIfAbsent(EmbeddedLibvirt.class, _ -> new EmbeddedLibvirt());
        }
    }
}
