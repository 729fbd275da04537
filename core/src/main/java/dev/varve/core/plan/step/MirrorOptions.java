package dev.varve.core.plan.step;

/// How QEMU copies an active layer.
///
/// @param reuse whether the copy goes into what is there under its name, and lies on what that lies on
/// @param block whether the copy is a block device
/// @param synchronous whether a write of the guest's ends when the copy has it too
/// @param granularity of what is copied again, in bytes, a power of two; 0 for what QEMU chooses
/// @param buffer how much is on its way at once, in bytes; 0 for what QEMU chooses
public record MirrorOptions(
        boolean reuse, boolean block, boolean synchronous, int granularity, long buffer) {
    /// {@return what copies into a new file}
    public static MirrorOptions none() {
        return new MirrorOptions(false, false, false, 0, 0);
    }

    /// {@return whether there is something under the copy's name that isn't made}
    public boolean given() {
        return reuse || block;
    }
}
