package dev.varve.core.model;

/// Which file or directory a name stood for at one moment, so that it can be told later whether it
/// stands for the same one.
///
/// @param device the number of its file system, `st_dev`
/// @param inode its number there, `st_ino`
/// @param boot the run of the host, in which the numbers of devices keep their meaning
public record FileIdentity(long device, long inode, String boot) {
    /// {@return whether it may still be the same one}
    ///
    /// The inode has to be. A device's number tells only in one run of the host, and only where a
    /// device is behind it: network file systems and btrfs get another one at each mount (major 0).
    public boolean mayBe(FileIdentity other) {
        return inode == other.inode
                && (device == other.device
                        || !boot.equals(other.boot)
                        || major(device) == 0
                        || major(other.device) == 0);
    }

    /// As gnu_dev_major(3) takes it apart.
    private static long major(long device) {
        return ((device >>> 8) & 0xfff) | ((device >>> 32) & ~0xfffL);
    }
}
