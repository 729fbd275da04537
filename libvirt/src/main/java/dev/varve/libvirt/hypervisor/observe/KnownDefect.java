package dev.varve.libvirt.hypervisor.observe;

import dev.varve.core.model.Limits;

/// What some versions of libvirt can't do or do wrong, as far as Varve leaves it to libvirt. Versions
/// are as libvirt counts them: 11003000 is 11.3.0. A distribution may have mended it in an earlier one.
public enum KnownDefect {
    /// A domain with more than 25 layers on a disk isn't started: "failed to parse JSON: nesting too
    /// deep". Seen with 11.3.0; libvirt's NEWS of 12.0.0.
    DEEP_CHAIN(10_008_000, 12_000_000),

    /// A revert to an internal snapshot with memory fails for some domains: "Device '…' is writable but
    /// does not support snapshots". libvirt's NEWS of 11.4.0. Not seen with Debian's 11.3.0.
    INTERNAL_RESUME(11_002_000, 11_004_000),

    /// It starts block jobs of a paused guest without letting QEMU take its images again, of which it has let
    /// go. Seen with 11.3.0, and not any more with 12.8.0; it may have been mended before that.
    RELEASED_IMAGES(0, 12_008_000),

    /// It dies when virsh deletes an external snapshot with children while none is the current one. Seen with
    /// 11.3.0 and 12.8.0; 9.0.0 refuses that, before it knows reverts to external snapshots.
    NO_CURRENT(9_009_000, Long.MAX_VALUE);

    /// What any libvirt starts (virStorageSourceGetMetadata). Seen with 9.0.0.
    private static final int LAYERS = 200;

    private static final int LAYERS_OF_A_DEEP_CHAIN = 25;

    private final long from;
    private final long until;

    KnownDefect(long from, long until) {
        this.from = from;
        this.until = until;
    }

    /// {@return whether a libvirt of that version has it}
    boolean isIn(long version) {
        return from <= version && version < until;
    }

    /// {@return what a libvirt of that version can't do}
    public static Limits limits(long version) {
        return new Limits(
                "libvirt " + name(version),
                DEEP_CHAIN.isIn(version) ? LAYERS_OF_A_DEEP_CHAIN : LAYERS,
                !INTERNAL_RESUME.isIn(version),
                NO_CURRENT.isIn(version));
    }

    private static String name(long version) {
        return version / 1_000_000 + "." + version / 1_000 % 1_000 + "." + version % 1_000;
    }
}
