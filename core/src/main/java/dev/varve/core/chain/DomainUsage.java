package dev.varve.core.chain;

import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StoreCopy;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import dev.varve.image.Seen;
import dev.varve.image.Usage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// What the snapshots of a domain take, and what deleting each would free.
///
/// @param snapshots parents before their children
/// @param presentBytes data that only the present state reads
/// @param otherBytes data that only others read: clones, images that nobody names
/// @param sharedBytes data that several read
/// @param hiddenBytes data that nobody reads: the next merge of its layer frees it
/// @param totalBytes data of all layers that the domain reaches; the sum of all the others
public record DomainUsage(
        List<OfSnapshot> snapshots,
        long presentBytes,
        long otherBytes,
        long sharedBytes,
        long hiddenBytes,
        long totalBytes) {
    public DomainUsage {
        snapshots = List.copyOf(snapshots);
    }

    /// What one snapshot takes.
    ///
    /// @param exclusiveBytes data that is read through it alone
    /// @param seenBytes data that is read through it in all
    /// @param fileBytes what its own files beside the disks take: memory, copies of NVRAM and TPM state
    /// @param stays why deleting it frees less than that at once, or can't be done, each in one line
    public record OfSnapshot(
            SnapshotName name,
            Optional<SnapshotName> parent,
            boolean current,
            long exclusiveBytes,
            long seenBytes,
            long fileBytes,
            List<String> stays) {
        public OfSnapshot {
            stays = List.copyOf(stays);
        }
    }

    /// {@return the readers in the order in which [#of] wants to be answered}
    public static List<List<Seen>> question(Readers readers) {
        var all = new ArrayList<>(readers.snapshots());
        all.add(readers.present());
        all.add(readers.others());
        return all;
    }

    /// {@return the domain's usage}
    ///
    /// @param answer to [#question]
    /// @param allocated how many bytes a file takes
    public static DomainUsage of(
            HostState state, Domain domain, Usage answer, ToLongFunction<Path> allocated) {
        int count = domain.snapshots().size();
        var all = new ArrayList<OfSnapshot>();
        for (int i = 0; i < count; i++) {
            var snapshot = domain.snapshots().get(i);
            var share = answer.readers().get(i);
            all.add(
                    new OfSnapshot(
                            snapshot.name(),
                            snapshot.parent(),
                            domain.current().equals(Optional.of(snapshot.name())),
                            share.exclusive(),
                            share.seen(),
                            ownFiles(state, domain.ref(), snapshot).stream()
                                    .mapToLong(allocated)
                                    .sum(),
                            stays(state, domain, snapshot)));
        }
        return new DomainUsage(
                all,
                answer.readers().get(count).exclusive(),
                answer.readers().get(count + 1).exclusive(),
                answer.shared(),
                answer.hidden(),
                answer.held());
    }

    /// The files that go with the snapshot: no other names them.
    private static Set<Path> ownFiles(HostState state, DomainRef owner, Snapshot snapshot) {
        var files = new HashSet<>(files(snapshot).toList());
        for (var domain : state.domains()) {
            for (var other : domain.snapshots()) {
                if (!domain.ref().equals(owner) || !other.name().equals(snapshot.name())) {
                    files(other).forEach(files::remove);
                }
            }
        }
        return files;
    }

    private static Stream<Path> files(Snapshot snapshot) {
        var copies = snapshot.annotations().copies().values().stream().map(StoreCopy::file);
        return switch (snapshot.memory()) {
            case Memory.External(var file) -> Stream.concat(Stream.of(file), copies);
            case Memory.None _, Memory.Internal _ -> copies;
        };
    }

    /// Branch layers of other snapshots stay in every plan: that is no news about this one.
    private static List<String> stays(HostState state, Domain domain, Snapshot snapshot) {
        var delete =
                new DeleteSnapshot(
                        domain.ref(), List.of(snapshot.name()), DeleteSnapshot.Scope.ONE, false);
        return switch (delete.plan(state)) {
            case SnapshotRefusal.Held held -> List.of("it is held (" + held.reason() + ")");
            case Refusal refusal -> List.of(refusal.message());
            case Plan plan -> plan.kept().stream().filter(line -> isAbout(line, snapshot)).toList();
        };
    }

    private static boolean isAbout(String line, Snapshot snapshot) {
        return Stream.concat(
                        snapshot.frozenLayers().values().stream(),
                        snapshot.holders().values().stream())
                .anyMatch(layer -> line.startsWith(layer + " "));
    }
}
