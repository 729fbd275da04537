package dev.varve.libvirt;

import static dev.varve.libvirt.LibvirtBlockCalls.virDomainGetDiskErrors;
import static dev.varve.libvirt.LibvirtCheckpointCalls.virDomainListAllCheckpoints;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainAgentSetResponseTimeout;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainAttachDeviceFlags;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainCreateWithFlags;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainDestroyFlags;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainDetachDeviceFlags;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainFSFreeze;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainFSThaw;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainGetJobInfo;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainGetMetadata;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainGetName;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainGetState;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainGetUUIDString;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainGetXMLDesc;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainRename;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainSetMetadata;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainUndefineFlags;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainUpdateDeviceFlags;
import static dev.varve.libvirt.LibvirtQemuCalls.virDomainQemuAgentCommand;
import static dev.varve.libvirt.LibvirtQemuCalls.virDomainQemuMonitorCommand;
import static dev.varve.libvirt.LibvirtSaveCalls.virDomainHasManagedSaveImage;
import static dev.varve.libvirt.LibvirtSaveCalls.virDomainManagedSaveGetXMLDesc;
import static dev.varve.libvirt.LibvirtSaveCalls.virDomainManagedSaveRemove;
import static dev.varve.libvirt.LibvirtSaveCalls.virDomainSaveFlags;
import static dev.varve.libvirt.LibvirtSnapshotCalls.virDomainListAllSnapshots;
import static dev.varve.libvirt.LibvirtSnapshotCalls.virDomainSnapshotCreateXML;
import static dev.varve.libvirt.LibvirtSnapshotCalls.virDomainSnapshotCurrent;
import static dev.varve.libvirt.LibvirtSnapshotCalls.virDomainSnapshotLookupByName;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.varve.libvirt.LibvirtErrorEnums.VirErrorNumber;
import dev.varve.libvirt.LibvirtException.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A domain; what holds for every method, [LibvirtConnection] says.
///
/// It knows its domain by UUID: once that is undefined, the methods that ask libvirt throw
/// [LibvirtException] of kind `NO_DOMAIN`.
public final class LibvirtDomain implements AutoCloseable {
    /// C's `VIR_UUID_STRING_BUFLEN`.
    private static final int UUID_STRING_LENGTH = 37;

    private final Handle handle;

    LibvirtDomain(MemorySegment pointer) {
        handle = new Handle("domain", pointer, LibvirtDomainCalls::virDomainFree);
    }

    /// Waits until libvirt has ended what it does with the domain at this moment.
    ///
    /// @throws LibvirtException of kind `OPERATION_INVALID` if it isn't active
    void awaitTurn() {
        // Without an array the number of disks is all that is asked for, but the domain's job is
        // taken.
        handle.run(d -> virDomainGetDiskErrors(d, MemorySegment.NULL, 0, 0));
    }

    /// The name that it had when it was looked up.
    public String name() {
        return handle.with(LibvirtDomain::name);
    }

    static String name(MemorySegment domain) {
        return CString.copy(LastError.check(virDomainGetName(domain)));
    }

    /// Its UUID, in lower case with dashes.
    public String uuid() {
        return handle.with(LibvirtDomain::uuid);
    }

    static String uuid(MemorySegment domain) {
        try (var arena = Arena.ofConfined()) {
            var buffer = arena.allocate(UUID_STRING_LENGTH);
            LastError.check(virDomainGetUUIDString(domain, buffer));
            return buffer.getString(0);
        }
    }

    /// The id that it had when it was looked up or started through this handle, if it was active.
    public OptionalInt id() {
        int id = handle.with(LibvirtDomainCalls::virDomainGetID);
        return id == -1 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    public DomainState state() {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(JAVA_INT);
            var reason = arena.allocate(JAVA_INT);
            handle.run(d -> virDomainGetState(d, state, reason, 0));
            return new DomainState(state.toArray(JAVA_INT)[0], reason.toArray(JAVA_INT)[0]);
        }
    }

    /// Whether it runs or is paused.
    public boolean isActive() {
        return handle.test(LibvirtDomainCalls::virDomainIsActive);
    }

    /// Whether it is still defined once it stops.
    public boolean isPersistent() {
        return handle.test(LibvirtDomainCalls::virDomainIsPersistent);
    }

    /// Its `<domain>`.
    ///
    /// @param flags `VirDomainXMLFlags`
    public String xml(int flags) {
        return handle.string(d -> virDomainGetXMLDesc(d, flags));
    }

    /// Starts it.
    ///
    /// @param flags `VirDomainCreateFlags`
    public void create(int flags) {
        handle.run(d -> virDomainCreateWithFlags(d, flags));
    }

    /// Stops it, as pulling the plug does.
    public void destroy() {
        handle.run(LibvirtDomainCalls::virDomainDestroy);
    }

    /// As [#destroy].
    ///
    /// @param flags `VirDomainDestroyFlagsValues`
    public void destroyFlags(int flags) {
        handle.run(d -> virDomainDestroyFlags(d, flags));
    }

    /// Pauses it.
    public void suspend() {
        handle.run(LibvirtDomainCalls::virDomainSuspend);
    }

    public void resume() {
        handle.run(LibvirtDomainCalls::virDomainResume);
    }

    /// Asks it to shut down, and does not wait until it has.
    public void shutdown() {
        handle.run(LibvirtDomainCalls::virDomainShutdown);
    }

    /// Has libvirt forget it once it is stopped; its disks stay.
    ///
    /// @param flags `VirDomainUndefineFlagsValues`
    public void undefineFlags(int flags) {
        handle.run(d -> virDomainUndefineFlags(d, flags));
    }

    /// Renames it while it is shut off. This handle keeps the old [#name].
    public void rename(String name) {
        try (var arena = Arena.ofConfined()) {
            var string = CString.of(arena, name);
            handle.run(d -> virDomainRename(d, string, 0));
        }
    }

    /// Saves its memory to `file` and stops it.
    ///
    /// @param flags `VirDomainSaveRestoreFlags`
    public void save(String file, int flags) {
        save(file, "", flags);
    }

    /// As [#save], with `xml` as the domain that the file will start.
    public void save(String file, String xml, int flags) {
        try (var arena = Arena.ofConfined()) {
            var to = CString.of(arena, file);
            var domain = CString.orNull(arena, xml);
            handle.run(d -> virDomainSaveFlags(d, to, domain, flags));
        }
    }

    /// Whether its next start goes on from memory that libvirt saved.
    public boolean hasManagedSave() {
        return handle.test(d -> virDomainHasManagedSaveImage(d, 0));
    }

    /// The `<domain>` that its next start goes on as, from memory that libvirt saved.
    ///
    /// @param flags `VirDomainXMLFlags.SECURE` or 0
    public String managedSaveXml(int flags) {
        return handle.string(d -> virDomainManagedSaveGetXMLDesc(d, flags));
    }

    /// Whether a client has libvirt do something to the active domain that takes its time: a snapshot's
    /// creation or delete, a migration, a save.
    ///
    /// libvirt 9.0 fails for some such jobs, of which it has no numbers: that counts as one.
    public boolean isWorkedOn() {
        try (var arena = Arena.ofConfined()) {
            // virDomainJobInfo: int type; 11 unsigned long long
            var info = arena.allocate(JAVA_LONG, 12);
            handle.run(d -> virDomainGetJobInfo(d, info));
            return info.get(JAVA_INT, 0) != 0;
        } catch (LibvirtException e) {
            if (e.kind() == Kind.INVALID || e.kind() == Kind.NO_DOMAIN) {
                return false; // It isn't active any more.
            }
            return true;
        }
    }

    public void managedSaveRemove() {
        handle.run(d -> virDomainManagedSaveRemove(d, 0));
    }

    /// Adds the device that `xml` describes.
    ///
    /// @param flags `VirDomainModificationImpact`
    public void attachDeviceFlags(String xml, int flags) {
        try (var arena = Arena.ofConfined()) {
            var device = CString.of(arena, xml);
            handle.run(d -> virDomainAttachDeviceFlags(d, device, flags));
        }
    }

    /// Removes the device that `xml` describes.
    ///
    /// @param flags `VirDomainModificationImpact`
    public void detachDeviceFlags(String xml, int flags) {
        try (var arena = Arena.ofConfined()) {
            var device = CString.of(arena, xml);
            handle.run(d -> virDomainDetachDeviceFlags(d, device, flags));
        }
    }

    /// Changes the device that `xml` describes.
    ///
    /// @param flags `VirDomainModificationImpact`
    public void updateDeviceFlags(String xml, int flags) {
        try (var arena = Arena.ofConfined()) {
            var device = CString.of(arena, xml);
            handle.run(d -> virDomainUpdateDeviceFlags(d, device, flags));
        }
    }

    /// Its title, its description, or the element of the namespace `uri` among its metadata.
    ///
    /// @param type one of `VirDomainMetadataType`
    /// @param uri of an `ELEMENT`, else empty
    /// @param flags `VirDomainModificationImpact`
    public Optional<String> metadata(int type, String uri, int flags) {
        try (var arena = Arena.ofConfined()) {
            var namespace = CString.orNull(arena, uri);
            return Optional.of(handle.string(d -> virDomainGetMetadata(d, type, namespace, flags)));
        } catch (LibvirtException e) {
            if (e.code() == VirErrorNumber.NO_DOMAIN_METADATA) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Sets what [#metadata] returns.
    ///
    /// @param metadata the text or element; empty to remove it
    /// @param key the prefix for the namespace of an `ELEMENT`, else empty
    public void setMetadata(int type, String metadata, String key, String uri, int flags) {
        try (var arena = Arena.ofConfined()) {
            var value = CString.orNull(arena, metadata);
            var prefix = CString.orNull(arena, key);
            var namespace = CString.orNull(arena, uri);
            handle.run(d -> virDomainSetMetadata(d, type, value, prefix, namespace, flags));
        }
    }

    /// Its snapshots, each to be closed by the caller.
    ///
    /// @param flags `VirDomainSnapshotListFlags`; 0 for all, in no particular order
    public List<LibvirtSnapshot> snapshots(int flags) {
        return handle.objects(
                (d, result) -> virDomainListAllSnapshots(d, result, flags), LibvirtSnapshot::new);
    }

    /// Its checkpoints, to be closed by the caller, in no particular order.
    ///
    /// @throws LibvirtException of kind `UNSUPPORTED` where there can't be any
    public List<LibvirtCheckpoint> checkpoints() {
        return handle.objects(
                (d, result) -> virDomainListAllCheckpoints(d, result, 0), LibvirtCheckpoint::new);
    }

    /// The snapshot of that name, to be closed by the caller.
    ///
    /// @throws LibvirtException of kind `NO_SNAPSHOT` if there is none
    public LibvirtSnapshot snapshot(String name) {
        try (var arena = Arena.ofConfined()) {
            var string = CString.of(arena, name);
            return handle.object(
                    d -> virDomainSnapshotLookupByName(d, string, 0), LibvirtSnapshot::new);
        }
    }

    /// The snapshot that its state descends from, to be closed by the caller.
    public Optional<LibvirtSnapshot> currentSnapshot() {
        try {
            return Optional.of(requireCurrentSnapshot());
        } catch (LibvirtException e) {
            if (e.kind() == Kind.NO_SNAPSHOT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// As [#currentSnapshot].
    ///
    /// @throws LibvirtException of kind `NO_SNAPSHOT` if there is none
    public LibvirtSnapshot requireCurrentSnapshot() {
        return handle.object(d -> virDomainSnapshotCurrent(d, 0), LibvirtSnapshot::new);
    }

    /// Takes a snapshot, or with `REDEFINE` replaces the metadata of one; to be
    /// closed by the caller.
    ///
    /// @param xml a `<domainsnapshot>`
    /// @param flags `VirDomainSnapshotCreateFlags`
    public LibvirtSnapshot createSnapshot(String xml, int flags) {
        try (var arena = Arena.ofConfined()) {
            var string = CString.of(arena, xml);
            return handle.object(
                    d -> virDomainSnapshotCreateXML(d, string, flags), LibvirtSnapshot::new);
        }
    }

    /// {@return a disk of it, for its block jobs. It is of no use once this is closed}
    ///
    /// @param target `vda`; for [LibvirtDisk#blockInfo] the path of the active layer serves, too
    public LibvirtDisk disk(String target) {
        return new LibvirtDisk(handle, target);
    }

    /// Has the guest agent freeze the guest's file systems.
    ///
    /// @return how many; with 0, [#fsThaw] is not needed
    public int fsFreeze() {
        return handle.number(d -> virDomainFSFreeze(d, MemorySegment.NULL, 0, 0));
    }

    /// Has the guest agent thaw the guest's file systems.
    ///
    /// @return how many
    public int fsThaw() {
        return handle.number(d -> virDomainFSThaw(d, MemorySegment.NULL, 0, 0));
    }

    /// Limits how long libvirt waits for the guest agent's answer to each command from now on, also of
    /// other connections. libvirt doesn't tell what the limit was.
    ///
    /// @param seconds -2 to wait without end, which is how a domain starts
    public void agentSetResponseTimeout(int seconds) {
        handle.run(d -> virDomainAgentSetResponseTimeout(d, seconds, 0));
    }

    /// What the guest agent answers to `json`.
    ///
    /// @param timeoutSeconds -2 to wait without end, -1 for libvirt's own limit, 0 not at all
    public String agentCommand(String json, int timeoutSeconds) {
        try (var arena = Arena.ofConfined()) {
            var command = CString.of(arena, json);
            return handle.string(d -> virDomainQemuAgentCommand(d, command, timeoutSeconds, 0));
        }
    }

    /// What QEMU's monitor answers to `command`. libvirt marks the domain as tainted.
    ///
    /// @param flags `VirDomainQemuMonitorCommandFlags`: `DEFAULT` for QMP
    public String monitorCommand(String command, int flags) {
        try (var arena = Arena.ofConfined()) {
            var string = CString.of(arena, command);
            var result = arena.allocate(JAVA_LONG);
            handle.run(d -> virDomainQemuMonitorCommand(d, string, result, flags));
            return CString.take(MemorySegment.ofAddress(result.toArray(JAVA_LONG)[0]));
        }
    }

    /// Gives the handle up; the domain stays as it is. Closing again does nothing.
    @Override
    public void close() {
        handle.close();
    }
}
