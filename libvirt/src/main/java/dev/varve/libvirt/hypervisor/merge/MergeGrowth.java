package dev.varve.libvirt.hypervisor.merge;

import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Step;
import dev.varve.image.Growth;
import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.failure.UnsupportedImageException;
import java.io.IOException;

/// What merges need on the file systems of the images that they write.
public final class MergeGrowth {
    private static final String TAG = "growth";

    private MergeGrowth() {}

    /// {@return the bytes by which a commit or a pull makes a file grow, at least; 0 for other steps}
    public static long of(Step merge) throws IOException {
        try {
            return measured(merge);
        } catch (UnsupportedImageException | CorruptImageException _) {
            return 0; // One that only a running QEMU can merge, or that it is changing.
        }
    }

    private static long measured(Step merge) throws IOException {
        if (merge instanceof MergeStep.Commit commit) {
            return Growth.ofCommit(commit.top(), commit.base(), TAG);
        }
        if (merge instanceof MergeStep.Pull pull) {
            return pull.backing().isEmpty()
                    ? Growth.ofWholePull(pull.top())
                    : Growth.ofPull(pull.top(), pull.backing().get().path());
        }
        return 0;
    }
}
