package dev.varve.libvirt.hypervisor;

import dev.varve.core.hypervisor.MergeOptions;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.operation.Operations;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.step.Step;
import dev.varve.libvirt.EmbedRoot;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;
import dev.varve.libvirt.hypervisor.merge.MergeLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A Varve, with the libvirt in it, that ends in the middle of a merge, and the one that recovers.
///
/// Arguments: the root, and what is to be done: `active`, `inner` or `paused` for where it ends, or
/// `recover`. Prints what it saw.
final class KilledMerge {
    /// So that it takes a minute if nobody gives it another limit.
    private static final long SLOW = SlowDomain.BYTES / 60;

    private final Path root;
    private final LibvirtConnection connection;

    private KilledMerge(Path root, LibvirtConnection connection) {
        this.root = root;
        this.connection = connection;
    }

    public static void main(String[] arguments) throws IOException {
        var root = Path.of(arguments[0]);
        var connection = LibvirtConnection.open(EmbedRoot.prepare(root));
        var program = new KilledMerge(root, connection);
        switch (arguments[1]) {
            case "recover" -> program.recover();
            default -> program.delete(arguments[1]);
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private Operations operations(MergeOptions options) {
        var limits = new MergeLimits(options, Duration.ofSeconds(1));
        return CommandedHost.operations(new LibvirtHypervisor(connection, limits), root);
    }

    private void delete(String where) throws IOException {
        var slow = SlowDomain.startFlat(connection, Files.createDirectory(root.resolve("images")));
        var domain = slow.handle();
        snapshot(domain, "s1");
        SlowDomain.write(domain, SlowDomain.REWRITTEN);
        if (where.equals("inner")) {
            snapshot(domain, "s2");
        }
        var options = new MergeOptions(SLOW, Optional.empty(), where.equals("paused"));
        var intent =
                new DeleteSnapshot(
                        slow.ref(),
                        List.of(new SnapshotName("s1")),
                        DeleteSnapshot.Scope.ONE,
                        false);
        operations(options).run(slow.ref(), intent::plan, new Killed(domain, where));
        throw new IllegalStateException("not ended");
    }

    private static void snapshot(LibvirtDomain domain, String name) {
        domain.createSnapshot(
                        "<domainsnapshot><name>" + name + "</name></domainsnapshot>",
                        VirDomainSnapshotCreateFlags.DISK_ONLY)
                .close();
    }

    /// Ends the process once something has been copied, or, after it has written until then, once the
    /// guest is paused.
    private static final class Killed implements OperationProgress {
        private final LibvirtDomain domain;
        private final boolean writes;
        private String far = "";

        Killed(LibvirtDomain domain, String where) {
            this.domain = domain;
            this.writes = where.equals("paused");
        }

        @Override
        public void advanced(long done, long total) {
            far = done + " of " + total;
            if (writes) {
                SlowDomain.write(domain, SlowDomain.REWRITTEN);
            } else if (done > 0 && done < total) {
                end();
            }
        }

        @Override
        public void note(String text) {
            end();
        }

        private void end() {
            System.out.println("ended at " + far);
            System.out.flush();
            Runtime.getRuntime().halt(9);
        }
    }

    private void recover() {
        try (var domain = connection.domain("slow")) {
            System.out.println("state " + domain.state().state());
            domain.disk("vda")
                    .blockJobInfo(0)
                    .ifPresent(info -> System.out.println("job " + info.type() + " " + info.cur()));
            var ref = new DomainRef(UUID.fromString(domain.uuid()), "slow");
            operations(MergeOptions.none()).recover(ref, new Recovering());
            System.out.println("state " + domain.state().state());
            domain.destroy();
        }
    }

    private static final class Recovering implements OperationProgress {
        private boolean told;

        @Override
        public void advanced(long done, long total) {
            if (!told) {
                told = true;
                System.out.println("found " + done);
            }
        }

        @Override
        public void undoing(Step undo) {
            System.out.println("recovery: " + undo.describe());
        }
    }
}
