package dev.varve.core.operation;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Layer;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.plan.Move;
import dev.varve.core.plan.Placement;
import dev.varve.core.plan.Step;
import dev.varve.core.plan.TakeOptions;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// One step of each type, and the JSON that it has in every journal that was ever written.
final class StepSamples {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final SnapshotName S1 = new SnapshotName("s1");
    private static final SnapshotName S2 = new SnapshotName("s2");
    private static final Path BASE = Path.of("/i/a b.qcow2");
    private static final Path TOP = Path.of("/i/ü.s1");
    private static final Placement PLACED = new Placement(VDA, TOP, ImageFormat.QCOW2);
    private static final Move MOVE = new Move(VDA, TOP, BASE, ImageFormat.RAW);

    private StepSamples() {}

    static Map<Step, String> all() {
        var samples = new LinkedHashMap<Step, String>();
        addFiles(samples);
        addSnapshots(samples);
        addDomains(samples);
        addMerges(samples);
        return samples;
    }

    private static void addFiles(Map<Step, String> samples) {
        samples.put(
                new Step.CreateOverlay(VDA, TOP, BASE, ImageFormat.RAW, 1L << 40),
                """
                {"step":"create-overlay","disk":"vda","overlay":"/i/ü.s1","base":"/i/a b.qcow2",\
                "baseFormat":"raw","virtualSize":1099511627776}\
                """);
        samples.put(
                new Step.DropOverlay(TOP, BASE),
                """
                {"step":"drop-overlay","overlay":"/i/ü.s1","base":"/i/a b.qcow2"}\
                """);
        samples.put(
                new Step.ReserveMemory(TOP),
                """
                {"step":"reserve-memory","file":"/i/ü.s1"}\
                """);
        samples.put(
                new Step.RemoveMemory(TOP),
                """
                {"step":"remove-memory","file":"/i/ü.s1"}\
                """);
        samples.put(
                new Step.RemoveImage(TOP),
                """
                {"step":"remove-image","image":"/i/ü.s1"}\
                """);
    }

    private static void addSnapshots(Map<Step, String> samples) {
        samples.put(
                new Step.TakeSnapshot(
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
                new Step.RecordSnapshot(
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
                new Step.ForgetSnapshot(S1, "<d/>", List.of(S2), true),
                """
                {"step":"forget-snapshot","name":"s1","document":"<d/>","children":["s2"],\
                "current":true}\
                """);
        samples.put(
                new Step.RestoreSnapshot(S1, "<d/>", List.of(S2), false),
                """
                {"step":"restore-snapshot","name":"s1","document":"<d/>","children":["s2"],\
                "current":false}\
                """);
        samples.put(
                new Step.SelectSnapshot(S1, List.of(PLACED), true, "<d/>", Optional.of(S2)),
                """
                {"step":"select-snapshot","name":"s1","overlays":[{"disk":"vda",\
                "image":"/i/ü.s1","format":"qcow2"}],"branch":true,"document":"<d/>",\
                "previous":"s2"}\
                """);
        samples.put(
                new Step.DeselectSnapshot(S1, "<d/>", Optional.empty()),
                """
                {"step":"deselect-snapshot","name":"s1","document":"<d/>"}\
                """);
        samples.put(
                new Step.RepointSnapshot(S1, List.of(MOVE)),
                """
                {"step":"repoint-snapshot","name":"s1","moves":[{"disk":"vda","from":"/i/ü.s1",\
                "to":"/i/a b.qcow2","format":"raw"}]}\
                """);
        samples.put(
                new Step.Annotate(
                        S1,
                        new Annotations(
                                new TreeSet<>(Set.of(TOP)),
                                Optional.of("why"),
                                new TreeSet<>(Set.of("t")),
                                Optional.of("nightly"),
                                Optional.empty()),
                        Annotations.none()),
                """
                {"step":"annotate","name":"s1","annotations":{"branchLayers":["/i/ü.s1"],\
                "hold":"why","tags":["t"],"policy":"nightly"},\
                "previous":{"branchLayers":[],"tags":[]}}\
                """);
        samples.put(
                new Step.Describe(S1, "new", "old"),
                """
                {"step":"describe","name":"s1","description":"new","previous":"old"}\
                """);
        samples.put(
                new Step.StateFormat(TOP, BASE, ImageFormat.RAW),
                """
                {"step":"state-format","overlay":"/i/ü.s1","backing":"/i/a b.qcow2",\
                "format":"raw"}\
                """);
        samples.put(
                new Step.RevertInternal(S1, true, false, true),
                """
                {"step":"revert-internal","name":"s1","running":true,"paused":false,\
                "force":true}\
                """);
        samples.put(
                new Step.DeleteInternal(S1),
                """
                {"step":"delete-internal","name":"s1"}\
                """);
    }

    private static void addDomains(Map<Step, String> samples) {
        samples.put(
                new Step.DefineDomain(S1, List.of(PLACED), "<d/>", "<domain/>"),
                """
                {"step":"define-domain","name":"s1","placements":[{"disk":"vda",\
                "image":"/i/ü.s1","format":"qcow2"}],"document":"<d/>","previous":"<domain/>"}\
                """);
        samples.put(
                new Step.RestoreDefinition("<domain/>"),
                """
                {"step":"restore-definition","definition":"<domain/>"}\
                """);
        samples.put(
                new Step.RepointDomain(List.of(MOVE)),
                """
                {"step":"repoint-domain","moves":[{"disk":"vda","from":"/i/ü.s1",\
                "to":"/i/a b.qcow2","format":"raw"}]}\
                """);
        samples.put(
                new Step.StopDomain(),
                """
                {"step":"stop-domain"}\
                """);
        samples.put(
                new Step.DropManagedSave(),
                """
                {"step":"drop-managed-save"}\
                """);
        samples.put(
                new Step.StartDomain(true, false),
                """
                {"step":"start-domain","paused":true,"resetNvram":false}\
                """);
        samples.put(
                new Step.RestoreMemory(BASE, List.of(PLACED), false, true),
                """
                {"step":"restore-memory","file":"/i/a b.qcow2","placements":[{"disk":"vda",\
                "image":"/i/ü.s1","format":"qcow2"}],"paused":false,"resetNvram":true}\
                """);
    }

    private static void addMerges(Map<Step, String> samples) {
        samples.put(
                new Step.Commit(VDA, TOP, BASE),
                """
                {"step":"commit","disk":"vda","top":"/i/ü.s1","base":"/i/a b.qcow2"}\
                """);
        samples.put(
                new Step.Pull(
                        VDA,
                        BASE,
                        TOP,
                        Optional.of(new Layer.Backing(BASE, Optional.of(ImageFormat.VPC)))),
                """
                {"step":"pull","disk":"vda","base":"/i/a b.qcow2","top":"/i/ü.s1","backing":{\
                "path":"/i/a b.qcow2","format":"vpc"}}\
                """);
        samples.put(
                new Step.RepointOverlay(TOP, BASE, BASE, ImageFormat.QCOW2),
                """
                {"step":"repoint-overlay","overlay":"/i/ü.s1","from":"/i/a b.qcow2",\
                "to":"/i/a b.qcow2","format":"qcow2"}\
                """);
    }
}
