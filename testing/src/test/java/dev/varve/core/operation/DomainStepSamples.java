package dev.varve.core.operation;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Layer;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.model.StoreCopy;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.core.plan.step.CloneStep;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.GuestStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.NewPlace;
import dev.varve.core.plan.step.Placement;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.core.plan.step.TakeStep;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// Steps on domains, their guests and their snapshots, as [StepSamples] has them.
final class DomainStepSamples {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final DomainRef WEB = new DomainRef(new UUID(0, 0xabcd), "web");
    private static final SnapshotName S1 = new SnapshotName("s1");
    private static final SnapshotName S2 = new SnapshotName("s2");
    private static final Path BASE = Path.of("/i/a b.qcow2");
    private static final Path TOP = Path.of("/i/ü.s1");
    private static final Placement PLACED = new Placement(VDA, TOP, ImageFormat.QCOW2);
    private static final Move MOVE = new Move(VDA, TOP, BASE, ImageFormat.RAW);

    private DomainStepSamples() {}

    static Map<Step, String> all() {
        var samples = new LinkedHashMap<Step, String>();
        addSnapshotStep(samples);
        addTakeStep(samples);
        addDomainStep(samples);
        addGuestStep(samples);
        addCloneStep(samples);
        addArchiveStep(samples);
        addOnDomain(samples);
        return samples;
    }

    private static void addSnapshotStep(Map<Step, String> samples) {
        samples.put(
                new SnapshotStep.RecordSnapshot(
                        S1,
                        Optional.empty(),
                        SnapshotState.DISK_SNAPSHOT,
                        5,
                        "why \"so\"",
                        List.of(new SnapshotDisk(VDA, SnapshotMode.EXTERNAL, Optional.of(TOP))),
                        List.of(PLACED),
                        "<domain/>",
                        Annotations.none().withExpiry(Optional.of(Instant.EPOCH))),
                """
                {"step":"record-snapshot","name":"s1","state":"disk_snapshot","creationTime":5,\
                "description":"why \\"so\\"","disks":[{"target":"vda","mode":"external",\
                "overlay":"/i/ü.s1"}],"heads":[{"disk":"vda","image":"/i/ü.s1","format":"qcow2"}],\
                "definition":"<domain/>","annotations":{"branchLayers":[],"tags":[],\
                "expires":"1970-01-01T00:00:00Z"}}\
                """);
        samples.put(
                new SnapshotStep.ForgetSnapshot(S1, "<d/>", List.of(S2), true),
                """
                {"step":"forget-snapshot","name":"s1","document":"<d/>","children":["s2"],\
                "current":true}\
                """);
        samples.put(
                new SnapshotStep.RestoreSnapshot(S1, "<d/>", List.of(S2), false),
                """
                {"step":"restore-snapshot","name":"s1","document":"<d/>","children":["s2"],\
                "current":false}\
                """);
        samples.put(
                new SnapshotStep.SelectSnapshot(S1, List.of(PLACED), true, "<d/>", Optional.of(S2)),
                """
                {"step":"select-snapshot","name":"s1","overlays":[{"disk":"vda",\
                "image":"/i/ü.s1","format":"qcow2"}],"branch":true,"document":"<d/>",\
                "previous":"s2"}\
                """);
        samples.put(
                new SnapshotStep.DeselectSnapshot(S1, "<d/>", Optional.empty()),
                """
                {"step":"deselect-snapshot","name":"s1","document":"<d/>"}\
                """);
        samples.put(
                new SnapshotStep.RepointSnapshot(S1, List.of(MOVE)),
                """
                {"step":"repoint-snapshot","name":"s1","moves":[{"disk":"vda","from":"/i/ü.s1",\
                "to":"/i/a b.qcow2","format":"raw"}]}\
                """);
        samples.put(
                new SnapshotStep.Annotate(
                        S1,
                        new Annotations(
                                new TreeSet<>(Set.of(TOP)),
                                Optional.of("why"),
                                new TreeSet<>(Set.of("t")),
                                Optional.of("nightly"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new StoreCopy(TOP, BASE)),
                                Optional.empty()),
                        Annotations.none()),
                """
                {"step":"annotate","name":"s1","annotations":{"branchLayers":["/i/ü.s1"],\
                "hold":"why","tags":["t"],"policy":"nightly",\
                "nvram":{"file":"/i/ü.s1","of":"/i/a b.qcow2"}},\
                "previous":{"branchLayers":[],"tags":[]}}\
                """);
        samples.put(
                new SnapshotStep.Describe(S1, "new", "old"),
                """
                {"step":"describe","name":"s1","description":"new","previous":"old"}\
                """);
        samples.put(
                new SnapshotStep.ClearDeleteMarks(S1, List.of(VDA)),
                """
                {"step":"clear-delete-marks","name":"s1","disks":["vda"]}\
                """);
    }

    private static void addTakeStep(Map<Step, String> samples) {
        samples.put(
                new TakeStep.TakeSnapshot(
                        S1,
                        "<domainsnapshot/>",
                        List.of(PLACED),
                        Optional.of(BASE),
                        new TakeOptions(true, false, true, false, false, true, false, true)),
                """
                {"step":"take-snapshot","name":"s1","document":"<domainsnapshot/>","overlays":[\
                {"disk":"vda","image":"/i/ü.s1","format":"qcow2"}],"memory":"/i/a b.qcow2",\
                "options":{"diskOnly":true,"quiesce":false,"halt":true,"live":false,\
                "noMetadata":false,"reuseExternal":true,"atomic":false,"validate":true}}\
                """);
        samples.put(
                new TakeStep.TakeMember(
                        new TakeStep.TakeSnapshot(
                                S1,
                                "<d/>",
                                List.of(PLACED),
                                Optional.empty(),
                                new TakeOptions(
                                        true, false, false, false, false, false, true, false)),
                        List.of(MOVE)),
                """
                {"step":"take-member","take":{"step":"take-snapshot","name":"s1",\
                "document":"<d/>","overlays":[{"disk":"vda","image":"/i/ü.s1",\
                "format":"qcow2"}],"options":{"diskOnly":true,"quiesce":false,"halt":false,\
                "live":false,"noMetadata":false,"reuseExternal":false,"atomic":true,\
                "validate":false}},"moves":[{"disk":"vda","from":"/i/ü.s1",\
                "to":"/i/a b.qcow2","format":"raw"}]}\
                """);
        samples.put(
                new TakeStep.UntakeSnapshot(S1, List.of(MOVE)),
                """
                {"step":"untake-snapshot","name":"s1","moves":[{"disk":"vda",\
                "from":"/i/ü.s1","to":"/i/a b.qcow2","format":"raw"}]}\
                """);
    }

    private static void addDomainStep(Map<Step, String> samples) {
        samples.put(
                new DomainStep.RedirectDomain(List.of(MOVE), "<domain/>"),
                """
                {"step":"redirect-domain",\
                "moves":[{"disk":"vda","from":"/i/ü.s1","to":"/i/a b.qcow2","format":"raw"}],\
                "previous":"<domain/>"}\
                """);
        samples.put(new DomainStep.StopUnstarted(), "{\"step\":\"stop-unstarted\"}");
        samples.put(
                new DomainStep.DefineDomain(
                        S1, List.of(PLACED), "<d/>", "<domain/>", List.of(new DiskTarget("vdc"))),
                """
                {"step":"define-domain","name":"s1","placements":[{"disk":"vda",\
                "image":"/i/ü.s1","format":"qcow2"}],"document":"<d/>","previous":"<domain/>",\
                "without":["vdc"]}\
                """);
        samples.put(
                new DomainStep.RestoreDefinition("<domain/>"),
                """
                {"step":"restore-definition","definition":"<domain/>"}\
                """);
        samples.put(
                new DomainStep.RepointDomain(List.of(MOVE)),
                """
                {"step":"repoint-domain","moves":[{"disk":"vda","from":"/i/ü.s1",\
                "to":"/i/a b.qcow2","format":"raw"}]}\
                """);
        samples.put(
                new DomainStep.StopDomain(),
                """
                {"step":"stop-domain"}\
                """);
        samples.put(
                new DomainStep.DropManagedSave(),
                """
                {"step":"drop-managed-save"}\
                """);
        samples.put(
                new DomainStep.StartDomain(true, false),
                """
                {"step":"start-domain","paused":true,"resetNvram":false}\
                """);
        samples.put(
                new DomainStep.RestoreMemory(BASE, List.of(PLACED), false, true),
                """
                {"step":"restore-memory","file":"/i/a b.qcow2","placements":[{"disk":"vda",\
                "image":"/i/ü.s1","format":"qcow2"}],"paused":false,"resetNvram":true}\
                """);
    }

    private static void addGuestStep(Map<Step, String> samples) {
        samples.put(
                new GuestStep.FreezeGuest(30),
                """
                {"step":"freeze-guest","timeoutSeconds":30}\
                """);
        samples.put(
                new GuestStep.ThawGuest(30),
                """
                {"step":"thaw-guest","timeoutSeconds":30}\
                """);
        samples.put(
                new GuestStep.PauseGuest(),
                """
                {"step":"pause-guest"}\
                """);
        samples.put(
                new GuestStep.ResumeGuest(),
                """
                {"step":"resume-guest"}\
                """);
    }

    private static void addCloneStep(Map<Step, String> samples) {
        samples.put(
                new CloneStep.DefineClone(
                        WEB, S1, "<domainsnapshot/>", List.of(PLACED), Optional.of(BASE)),
                """
                {"step":"define-clone",\
                "made":{"uuid":"00000000-0000-0000-0000-00000000abcd","name":"web"},\
                "snapshot":"s1","document":"<domainsnapshot/>",\
                "placements":[{"disk":"vda","image":"/i/ü.s1","format":"qcow2"}],\
                "nvram":"/i/a b.qcow2"}\
                """);
        var define = new CloneStep.DefineClone(WEB, S1, "<x/>", List.of(PLACED), Optional.empty());
        samples.put(
                new CloneStep.ResumeClone(define, TOP, BASE, true),
                """
                {"step":"resume-clone","define":{"step":"define-clone",\
                "made":{"uuid":"00000000-0000-0000-0000-00000000abcd","name":"web"},\
                "snapshot":"s1","document":"<x/>",\
                "placements":[{"disk":"vda","image":"/i/ü.s1","format":"qcow2"}]},\
                "memory":"/i/ü.s1","copy":"/i/a b.qcow2","paused":true}\
                """);
        samples.put(
                new CloneStep.UndefineClone(WEB, Optional.of(BASE)),
                """
                {"step":"undefine-clone",\
                "made":{"uuid":"00000000-0000-0000-0000-00000000abcd","name":"web"},\
                "memory":"/i/a b.qcow2"}\
                """);
    }

    private static void addArchiveStep(Map<Step, String> samples) {
        samples.put(
                new ArchiveStep.UnpackFile(
                        BASE,
                        "images/a",
                        "0f",
                        TOP,
                        Optional.of(ImageFormat.QCOW2),
                        Optional.of(new Layer.Backing(BASE, Optional.of(ImageFormat.RAW)))),
                """
                {"step":"unpack-file","archive":"/i/a b.qcow2","member":"images/a","sha256":"0f",\
                "file":"/i/ü.s1","format":"qcow2",\
                "backing":{"path":"/i/a b.qcow2","format":"raw"}}\
                """);
        samples.put(
                new ArchiveStep.DropUnpacked(
                        BASE,
                        "images/a",
                        TOP,
                        Optional.of(ImageFormat.QCOW2),
                        Optional.of(new Layer.Backing(BASE, Optional.of(ImageFormat.RAW)))),
                """
                {"step":"drop-unpacked","archive":"/i/a b.qcow2","member":"images/a",\
                "file":"/i/ü.s1","format":"qcow2",\
                "backing":{"path":"/i/a b.qcow2","format":"raw"}}\
                """);
        samples.put(
                new ArchiveStep.DefineImport(
                        WEB,
                        "<d/>",
                        List.of(new ArchivedSnapshot(S1, "<s/>")),
                        Optional.of(S1),
                        List.of(new NewPlace(BASE, TOP)),
                        Optional.of(BASE),
                        Optional.of("shop")),
                """
                {"step":"define-import","made":{"uuid":"00000000-0000-0000-0000-00000000abcd",\
                "name":"web"},"definition":"<d/>","snapshots":[{"name":"s1","document":"<s/>"}],\
                "current":"s1","places":[{"from":"/i/a b.qcow2","to":"/i/ü.s1"}],\
                "nvram":"/i/a b.qcow2","original":"shop"}\
                """);
        samples.put(
                new ArchiveStep.UndefineImport(WEB, List.of(S1)),
                """
                {"step":"undefine-import","made":{"uuid":"00000000-0000-0000-0000-00000000abcd",\
                "name":"web"},"snapshots":["s1"]}\
                """);
    }

    private static void addOnDomain(Map<Step, String> samples) {
        samples.put(
                new Step.OnDomain(WEB, new DomainStep.StopDomain()),
                """
                {"step":"on-domain","domain":{"uuid":"00000000-0000-0000-0000-00000000abcd",\
                "name":"web"},"inner":{"step":"stop-domain"}}\
                """);
    }
}
