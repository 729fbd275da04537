package dev.varve.cli.kill;

import dev.varve.cli.Varve;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtEnums.VirConnectListAllDomainsFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainEventType;
import dev.varve.libvirt.LibvirtEnums.VirDomainUndefineFlagsValues;
import dev.varve.libvirt.hypervisor.LibvirtHypervisor;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// An embedded libvirt with the domain web, whose two disks have other contents in every layer, and
/// maybe a clone of it. Its state before the command is kept, to be put back for every kill.
final class Stage {
    static final DomainRef WEB =
            new DomainRef(UUID.fromString("5e6e4f6c-6f0f-4b0e-8e53-6c1f0f0a7b11"), "web");

    /// The name of the clone.
    static final String CLONE = "web2";

    private final Path root;
    private final String uri;
    private final Scenario scenario;
    private final LibvirtConnection connection;

    /// @param uri the connection's, for Varve's own
    Stage(Path root, String uri, Scenario scenario, LibvirtConnection connection) {
        this.root = root;
        this.uri = uri;
        this.scenario = scenario;
        this.connection = connection;
    }

    static String uri(Path root) {
        return "qemu:///embed?root=" + root;
    }

    Path images() {
        return root.resolve("images");
    }

    /// {@return where a command puts what is not to lie among the images}
    Path elsewhere() {
        return root.resolve("elsewhere");
    }

    Path journals() {
        return root.resolve("varve/journal");
    }

    Path locks() {
        return root.resolve("varve/locks");
    }

    private Path kept() {
        return root.resolve("kept");
    }

    /// {@return the archive of [Tree#ARCHIVE]}
    Path keptArchive() {
        return kept().resolve("archive/web.tar");
    }

    /// {@return the domain as it was before the command, or before it was archived}
    KeptDomain kept(String domain) {
        return new KeptDomain(kept().resolve("domains").resolve(domain));
    }

    /// {@return the path of a text that is kept}
    Path text(String name) {
        return kept().resolve(name);
    }

    HostState observe() {
        return new LibvirtHypervisor(connection).observe();
    }

    Domain domain(String name) {
        return domain(observe(), name).orElseThrow();
    }

    static Optional<Domain> domain(HostState state, String name) {
        return state.domains().stream()
                .filter(domain -> domain.ref().name().equals(name))
                .findFirst();
    }

    /// {@return the domain that the command is about, which may not be there yet}
    DomainRef subject() {
        var name = scenario.command().domain();
        return domain(observe(), name).map(Domain::ref).orElse(WEB);
    }

    static Path head(Domain domain, String disk) {
        return domain.nextDisks().stream()
                .filter(d -> d.target().name().equals(disk))
                .flatMap(d -> d.source().image().stream())
                .findFirst()
                .orElseThrow();
    }

    /// Runs a command of Varve's to its end.
    ///
    /// @return its exit code
    int varve(List<String> command) {
        var out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        var words = Stream.concat(Stream.of("-c", uri), command.stream()).toList();
        return new Varve(out, out, Map.of("XDG_STATE_HOME", root.toString())).run(words);
    }

    /// Waits until libvirt knows of a guest's end.
    void awaitGuestsEnd() throws InterruptedException {
        var ended = new CountDownLatch(1);
        try (var _ =
                connection.onLifecycle(event -> {
                    if (event.event() == VirDomainEventType.STOPPED) {
                        ended.countDown();
                    }
                })) {
            if (guestRuns() && !ended.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("libvirt says that a guest without a QEMU runs");
            }
        }
    }

    private boolean guestRuns() {
        var running = connection.domains(VirConnectListAllDomainsFlags.ACTIVE);
        running.forEach(domain -> domain.close());
        return !running.isEmpty();
    }

    void stopGuest() {
        for (var running : connection.domains(VirConnectListAllDomainsFlags.ACTIVE)) {
            try (running) {
                running.destroy();
            }
        }
        var _ = endLost();
    }

    /// A libvirtd that is killed at the end of a commit may lose a guest. Varve names the process.
    ///
    /// @return whether there was one, which has been ended
    boolean endLost() {
        var state = observe();
        var lost =
                state.domains().stream()
                        .flatMap(domain -> state.halfDone(domain.ref()).lost().stream())
                        .toList();
        lost.forEach(qemu -> {
            System.out.println("LOST " + qemu.process());
            new KilledProcess(Optional.of(qemu.process())).kill();
        });
        return !lost.isEmpty();
    }

    /// Puts everything in place, as it was before the command.
    void set() throws IOException {
        clear();
        if (!Files.exists(text("domains"))) {
            new Growth(this, scenario).grow(connection);
            keep();
            clear();
        }
        Tool.must(
                "cp",
                "-a",
                "--sparse=always",
                kept().resolve("images").toString(),
                images().toString());
        for (var name : Files.readAllLines(text("defined"))) {
            kept(name).define(connection);
        }
        if (scenario.live()) {
            try (var guest = connection.domain(scenario.command().domain())) {
                guest.create(0);
            }
        }
        if (!Files.exists(text("metadata"))) {
            Files.writeString(text("metadata"), Metadata.of(observe()));
        }
    }

    private void clear() {
        for (var domain : connection.domains(0)) {
            try (domain) {
                if (domain.isActive()) {
                    domain.destroy();
                }
                domain.undefineFlags(
                        VirDomainUndefineFlagsValues.SNAPSHOTS_METADATA
                                | VirDomainUndefineFlagsValues.MANAGED_SAVE);
            }
        }
        var elsewhere = elsewhere().toString();
        Tool.must("rm", "-rf", images().toString(), journals().toString(), elsewhere);
        Tool.must("mkdir", elsewhere);
    }

    /// Of what was archived the archive alone is put back.
    private void keep() throws IOException {
        var state = observe();
        for (var domain : state.domains()) {
            kept(domain.ref().name()).keep(connection, state, domain);
        }
        var images = kept().resolve("images");
        if (scenario.tree() == Tree.ARCHIVE) {
            Files.createDirectory(images);
            Files.write(text("defined"), List.of());
            return;
        }
        Tool.must("cp", "-a", "--sparse=always", images().toString(), images.toString());
        Files.write(
                text("defined"),
                state.domains().stream().map(domain -> domain.ref().name()).toList());
    }
}
