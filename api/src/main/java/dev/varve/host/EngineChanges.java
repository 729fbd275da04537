package dev.varve.host;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.archive.ImportDomain;
import dev.varve.core.plan.archive.ImportedAs;
import dev.varve.core.plan.clone.CloneDomain;
import dev.varve.core.plan.clone.FlattenDomain;
import dev.varve.core.plan.group.DeleteMember;
import dev.varve.core.plan.group.RevertGroup;
import dev.varve.core.plan.keep.Tags;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.snapshot.RevertToSnapshot;
import dev.varve.core.plan.snapshot.UndoRevert;
import dev.varve.operation.CloneChange;
import dev.varve.operation.DiskChange;
import dev.varve.operation.HostChange;
import dev.varve.operation.KeepChange;
import dev.varve.operation.SnapshotChange;
import dev.varve.operation.VarveException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/// What the library's changes are to the engine.
///
/// @param now names and times go by it
/// @param host where what a user names is, asked for only where something is named
public record EngineChanges(Instant now, Supplier<HostOperations> host) {
    /// {@return the change to that domain}
    ///
    /// @throws VarveException for what can't be asked for
    public EngineChange of(dev.varve.operation.Change asked, DomainRef domain) {
        return switch (asked) {
            case SnapshotChange change -> of(change, domain);
            case KeepChange change -> new EngineChange(EngineKeepChanges.of(change, domain, now));
            case DiskChange change -> new EngineDiskChanges(host).of(change, domain);
            case CloneChange change -> of(change, domain);
        };
    }

    private EngineChange of(SnapshotChange asked, DomainRef domain) {
        return switch (asked) {
            case SnapshotChange.Create create -> creations().of(create, domain);
            case SnapshotChange.CreateFrom create -> creations().of(create, domain);
            case SnapshotChange.Revert(var snapshot, var how, var discard) -> {
                var options = options(how, discard);
                var name = new SnapshotName(snapshot);
                yield new EngineChange(
                        new RevertToSnapshot(domain, name, options, now), options.places());
            }
            case SnapshotChange.Undo(var how) -> {
                var options = options(how, false);
                yield new EngineChange(new UndoRevert(domain, options, now), options.places());
            }
            case SnapshotChange.Delete(var snapshots, var scope, var metadataOnly) ->
                    new EngineChange(
                            new DeleteSnapshot(
                                    domain,
                                    snapshots.stream().map(SnapshotName::new).toList(),
                                    scope(scope),
                                    metadataOnly));
            case SnapshotChange.DeleteFromGroup(var group, var snapshot, var metadataOnly) ->
                    new EngineChange(
                            new DeleteMember(
                                    group, domain, new SnapshotName(snapshot), metadataOnly));
        };
    }

    static Set<String> words(Collection<String> tags) {
        if (!Tags.areWords(tags)) {
            throw new VarveException(VarveException.Kind.INVALID, Tags.RULE);
        }
        return Set.copyOf(tags);
    }

    private RevertToSnapshot.Options options(SnapshotChange.RevertOptions how, boolean discard) {
        return new RevertToSnapshot.Options(
                how.after() == SnapshotChange.AfterRevert.RUNNING,
                how.after() == SnapshotChange.AfterRevert.PAUSED,
                how.force(),
                how.resetNvram(),
                discard,
                how.keep().map(EngineChanges::after),
                how.directory().map(this::directory));
    }

    /// A plan may be performed long after it was made, and what it keeps is kept from then on.
    private static Instant after(Duration time) {
        return Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS);
    }

    private Path directory(Path name) {
        return host.get().directory(name);
    }

    private static DeleteSnapshot.Scope scope(SnapshotChange.Scope scope) {
        return switch (scope) {
            case NAMED -> DeleteSnapshot.Scope.ONE;
            case WITH_DESCENDANTS -> DeleteSnapshot.Scope.CHILDREN;
            case DESCENDANTS -> DeleteSnapshot.Scope.CHILDREN_ONLY;
        };
    }

    private EngineChange of(CloneChange asked, DomainRef domain) {
        return switch (asked) {
            case CloneChange.CloneTo clone -> {
                var change = clone(clone, domain);
                yield new EngineChange(change, change.directory());
            }
            case CloneChange.Template() -> creations().template(domain);
            case CloneChange.Flatten() -> new EngineChange(new FlattenDomain(domain));
        };
    }

    /// {@return the making of new domains}
    public CloneDomain clone(CloneChange.CloneTo clone, DomainRef domain) {
        return new CloneDomain(
                domain,
                new SnapshotName(clone.snapshot()),
                clone.name(),
                clone.domains().stream().map(EngineChanges::drawn).toList(),
                clone.full(),
                clone.memory(),
                clone.directory().map(this::directory));
    }

    /// {@return the taking of snapshots}
    public SnapshotCreations creations() {
        return new SnapshotCreations(now);
    }

    /// {@return the return of a group}
    ///
    /// @param group with the members that it had when it was taken
    public EngineChange of(HostChange.RevertGroup revert, Group group) {
        var options = options(revert.options(), false);
        return new EngineChange(new RevertGroup(group, options, now), options.places());
    }

    /// {@return the import of an archive}
    ///
    /// @throws VarveException where it can't be read or may not be imported
    public EngineChange of(HostChange.Import asked) {
        var examined = ExaminedArchive.of(asked.archive().toString(), asked.hostReferences());
        var directory = directory(asked.directory());
        var as =
                asked.name()
                        .<ImportedAs>map(
                                name -> new ImportedAs.Copy(drawn(name), examined.unrepeatable()))
                        .orElseGet(ImportedAs.OwnName::new);
        return new EngineChange(
                new ImportDomain(examined.archive(), as, directory), Set.of(directory));
    }

    /// {@return a domain of that name which isn't there yet, with a UUID that nobody has}
    private static DomainRef drawn(String name) {
        return new DomainRef(UUID.randomUUID(), name);
    }
}
