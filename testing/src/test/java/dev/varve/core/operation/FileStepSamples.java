package dev.varve.core.operation;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Layer;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StateStore;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.MemoryStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.MirrorEnd;
import dev.varve.core.plan.step.MirrorOptions;
import dev.varve.core.plan.step.MirrorStep;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.StoreStep;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Steps on files, as [StepSamples] has them.
final class FileStepSamples {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final SnapshotName S1 = new SnapshotName("s1");
    private static final Path BASE = Path.of("/i/a b.qcow2");
    private static final Path TOP = Path.of("/i/ü.s1");

    private FileStepSamples() {}

    static Map<Step, String> all() {
        var samples = new LinkedHashMap<Step, String>();
        addImageStep(samples);
        addMemoryStep(samples);
        addStoreStep(samples);
        addInternalStep(samples);
        addMergeStep(samples);
        addMirrorStep(samples);
        return samples;
    }

    private static void addImageStep(Map<Step, String> samples) {
        samples.put(
                new ImageStep.CreateOverlay(VDA, TOP, BASE, ImageFormat.RAW, 1L << 40),
                """
                {"step":"create-overlay","disk":"vda","overlay":"/i/ü.s1","base":"/i/a b.qcow2",\
                "baseFormat":"raw","virtualSize":1099511627776}\
                """);
        samples.put(
                new ImageStep.DropOverlay(TOP, BASE),
                """
                {"step":"drop-overlay","overlay":"/i/ü.s1","base":"/i/a b.qcow2"}\
                """);
        samples.put(
                new ImageStep.RemoveImage(TOP),
                """
                {"step":"remove-image","image":"/i/ü.s1"}\
                """);
        samples.put(
                new ImageStep.CopyImage(VDA, BASE, ImageFormat.RAW, Optional.of(S1), TOP),
                """
                {"step":"copy-image","disk":"vda","source":"/i/a b.qcow2","format":"raw",\
                "snapshot":"s1","copy":"/i/ü.s1"}\
                """);
        samples.put(
                new ImageStep.CopyLayer(
                        VDA,
                        BASE,
                        TOP,
                        Optional.of(new Layer.Backing(BASE, Optional.of(ImageFormat.RAW)))),
                """
                {"step":"copy-layer","disk":"vda","image":"/i/a b.qcow2","copy":"/i/ü.s1",\
                "backing":{"path":"/i/a b.qcow2","format":"raw"}}\
                """);
        samples.put(
                new ImageStep.DropImageCopy(BASE, ImageFormat.RAW, Optional.empty(), TOP),
                """
                {"step":"drop-image-copy","source":"/i/a b.qcow2","format":"raw","copy":"/i/ü.s1"}\
                """);
        samples.put(
                new ImageStep.DropLayerCopy(BASE, TOP),
                """
                {"step":"drop-layer-copy","image":"/i/a b.qcow2","copy":"/i/ü.s1"}\
                """);
        samples.put(
                new ImageStep.StateFormat(TOP, BASE, ImageFormat.RAW),
                """
                {"step":"state-format","overlay":"/i/ü.s1","backing":"/i/a b.qcow2",\
                "format":"raw"}\
                """);
        samples.put(
                new ImageStep.RepointOverlay(TOP, BASE, BASE, ImageFormat.QCOW2),
                """
                {"step":"repoint-overlay","overlay":"/i/ü.s1","from":"/i/a b.qcow2",\
                "to":"/i/a b.qcow2","format":"qcow2"}\
                """);
    }

    private static void addMemoryStep(Map<Step, String> samples) {
        samples.put(
                new MemoryStep.ReserveMemory(TOP),
                """
                {"step":"reserve-memory","file":"/i/ü.s1"}\
                """);
        samples.put(
                new MemoryStep.DropMemory(TOP),
                """
                {"step":"drop-memory","file":"/i/ü.s1"}\
                """);
        samples.put(
                new MemoryStep.RemoveMemory(TOP),
                """
                {"step":"remove-memory","file":"/i/ü.s1"}\
                """);
    }

    private static void addStoreStep(Map<Step, String> samples) {
        samples.put(
                new StoreStep.CopyStore(StateStore.Kind.NVRAM, BASE, TOP),
                """
                {"step":"copy-store","kind":"nvram","store":"/i/a b.qcow2","copy":"/i/ü.s1"}\
                """);
        samples.put(
                new StoreStep.CompareStore(StateStore.Kind.TPM, BASE, TOP),
                """
                {"step":"compare-store","kind":"tpm","store":"/i/a b.qcow2","copy":"/i/ü.s1"}\
                """);
        samples.put(
                new StoreStep.RemoveStoreCopy(TOP),
                """
                {"step":"remove-store-copy","copy":"/i/ü.s1"}\
                """);
        samples.put(
                new StoreStep.RestoreStore(StateStore.Kind.TPM, TOP, BASE, Optional.of(BASE)),
                """
                {"step":"restore-store","kind":"tpm","copy":"/i/ü.s1","store":"/i/a b.qcow2",\
                "kept":"/i/a b.qcow2"}\
                """);
    }

    private static void addInternalStep(Map<Step, String> samples) {
        samples.put(
                new InternalStep.CopySnapshot(new DiskTarget("vda"), S1, BASE, TOP),
                """
                {"step":"copy-snapshot","disk":"vda","snapshot":"s1","image":"/i/a b.qcow2",\
                "copy":"/i/ü.s1"}\
                """);
        samples.put(
                new InternalStep.DropCopy(S1, TOP),
                """
                {"step":"drop-copy","snapshot":"s1","copy":"/i/ü.s1"}\
                """);
        samples.put(
                new InternalStep.ResetImage(new DiskTarget("vda"), S1, BASE),
                """
                {"step":"reset-image","disk":"vda","snapshot":"s1","image":"/i/a b.qcow2"}\
                """);
        samples.put(
                new InternalStep.ApplyInternal(
                        new DiskTarget("vda"), BASE, S1, new SnapshotName("before")),
                """
                {"step":"apply-internal","disk":"vda","image":"/i/a b.qcow2","snapshot":"s1",\
                "keep":"before"}\
                """);
        samples.put(
                new InternalStep.RemoveInternal(BASE, S1),
                """
                {"step":"remove-internal","image":"/i/a b.qcow2","snapshot":"s1"}\
                """);
        samples.put(
                new InternalStep.ResumeInternal(S1, true, false),
                """
                {"step":"resume-internal","name":"s1","running":true,"paused":false}\
                """);
        samples.put(
                new InternalStep.DeleteInternal(S1),
                """
                {"step":"delete-internal","name":"s1"}\
                """);
    }

    private static void addMergeStep(Map<Step, String> samples) {
        samples.put(
                new MergeStep.Commit(VDA, TOP, BASE),
                """
                {"step":"commit","disk":"vda","top":"/i/ü.s1","base":"/i/a b.qcow2"}\
                """);
        samples.put(
                new MergeStep.Pull(
                        VDA,
                        BASE,
                        BASE,
                        TOP,
                        Optional.of(new Layer.Backing(BASE, Optional.of(ImageFormat.VPC)))),
                """
                {"step":"pull","disk":"vda","base":"/i/a b.qcow2","upper":"/i/a b.qcow2",\
                "top":"/i/ü.s1","backing":{"path":"/i/a b.qcow2","format":"vpc"}}\
                """);
    }

    private static void addMirrorStep(Map<Step, String> samples) {
        samples.put(
                new MirrorStep.MirrorHead(
                        VDA,
                        TOP,
                        BASE,
                        ImageFormat.QCOW2,
                        Optional.of(new Layer.Backing(BASE, Optional.of(ImageFormat.RAW))),
                        new MirrorOptions(false, true, false, 65536, 0),
                        MirrorEnd.COPIED),
                """
                {"step":"mirror-head","disk":"vda","head":"/i/ü.s1","copy":"/i/a b.qcow2",\
                "format":"qcow2","backing":{"path":"/i/a b.qcow2","format":"raw"},\
                "options":{"reuse":false,"block":true,"synchronous":false,"granularity":65536,\
                "buffer":0},"end":"copied"}\
                """);
        samples.put(
                new MirrorStep.KeepCopy(BASE),
                """
                {"step":"keep-copy","copy":"/i/a b.qcow2"}\
                """);
        samples.put(
                new MirrorStep.DropMirror(VDA, TOP, BASE),
                """
                {"step":"drop-mirror","disk":"vda","head":"/i/ü.s1","copy":"/i/a b.qcow2"}\
                """);
    }
}
