package dev.varve.core.plan.archive;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.ExclusiveUse;
import dev.varve.core.plan.step.NewDomainName;
import dev.varve.core.plan.step.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A copy of an archive's domain, which may be there beside it.
///
/// @param archived the archive's domain
record ImportedCopy(DomainRef archived, ImportedAs.Copy copy) {
    /// {@return why there can be no such copy}
    ///
    /// @param what the intent, for refusals
    Optional<Refusal> refuse(String what, HostState state) {
        return new NewDomainName(copy.made().name())
                .refuse(what, state)
                .or(() -> refuseMemory(what))
                .or(() -> refuseWritten(what));
    }

    /// The guest would go on as the original, with the addresses that its network cards have there; and libvirt
    /// resumes it under the original's UUID alone.
    private Optional<Refusal> refuseMemory(String what) {
        var remembering = copy.unrepeatable().remembering();
        return remembering.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Refusal.NotYet(
                                what,
                                named(remembering)
                                        + " the memory of the guest of "
                                        + archived
                                        + ", with its UUID and its network addresses",
                                ("delete %s before the export, or leave --name out where"
                                                + " there is no %s")
                                        .formatted(
                                                remembering.size() == 1 ? "it" : "them",
                                                archived)));
    }

    private static String named(List<SnapshotName> snapshots) {
        var names = snapshots.stream().map(SnapshotName::value).collect(Collectors.joining(", "));
        return snapshots.size() == 1
                ? "snapshot " + names + " holds"
                : "snapshots " + names + " hold";
    }

    /// Two guests that write to one image destroy it.
    private Optional<Refusal> refuseWritten(String what) {
        var written = copy.unrepeatable().written();
        return written.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Refusal.NotYet(
                                what,
                                "disk "
                                        + written.getFirst()
                                        + " isn't in the archive, and two guests would write to it",
                                "detach it before the export, or leave --name out where there is"
                                        + " no "
                                        + archived));
    }

    /// {@return what to know before it is started}
    List<String> remarks() {
        return new ExclusiveUse(
                        archived.name(), copy.made().name(), copy.unrepeatable().unshareable())
                .remark().stream().toList();
    }
}
