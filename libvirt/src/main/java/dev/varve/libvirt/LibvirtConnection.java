package dev.varve.libvirt;

import static dev.varve.libvirt.Libvirt.virConnectGetType;
import static dev.varve.libvirt.Libvirt.virConnectOpenAuth;
import static dev.varve.libvirt.Libvirt.virConnectSetKeepAlive;
import static dev.varve.libvirt.LibvirtDomainCalls.virConnectDomainXMLToNative;
import static dev.varve.libvirt.LibvirtDomainCalls.virConnectListAllDomains;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainDefineXMLFlags;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainLookupByID;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainLookupByName;
import static dev.varve.libvirt.LibvirtDomainCalls.virDomainLookupByUUIDString;
import static dev.varve.libvirt.LibvirtSaveCalls.virDomainRestoreFlags;
import static dev.varve.libvirt.LibvirtSaveCalls.virDomainSaveImageDefineXML;
import static dev.varve.libvirt.LibvirtSaveCalls.virDomainSaveImageGetXMLDesc;
import static dev.varve.libvirt.LibvirtStorageCalls.virConnectListAllStoragePools;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.varve.libvirt.LibvirtEnums.VirConnectFlags;
import dev.varve.libvirt.LibvirtEnums.VirConnectListAllDomainsFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainEventID;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntBiFunction;

/// A connection to libvirt: `qemu:///system`, `qemu+ssh://host/system`, `test:///default`,
/// `qemu:///embed?root=DIR`, or any other that libvirt knows.
///
/// The same holds for [LibvirtDomain] and [LibvirtSnapshot]: a method throws [LibvirtException]
/// with libvirt's own message when libvirt refuses or fails, and [IllegalStateException] after
/// [#close]. Where C takes `NULL` for a string, the empty string is passed here. A `flags` is the
/// sum of constants of [LibvirtEnums]. All may be used by many threads at once, but not by virtual
/// ones: a call holds its carrier, a snapshot's creation for minutes.
public final class LibvirtConnection implements AutoCloseable {
    private static final String EMBEDDED = "qemu:///embed";

    private final Handle handle;
    private final DomainEvents events = new DomainEvents();

    private LibvirtConnection(MemorySegment pointer) {
        handle =
                new Handle(
                        "connection",
                        pointer,
                        connection -> {
                            try {
                                events.close(connection);
                                return Libvirt.virConnectClose(connection);
                            } finally {
                                LibvirtProcess.eventLoop().release();
                            }
                        });
    }

    /// Does what the first connection of a process has to do before it can be opened: loads libvirt and links the call of
    /// its functions. It is for a thread of its own, beside what a program does before it connects; whoever opens a
    /// connection meanwhile waits for it, and needs no call of this. Nothing is connected to.
    ///
    /// @throws LibvirtException if libvirt can't be loaded, as [#open] does
    public static void prepare() {
        LibvirtProcess.prepare();
    }

    /// Connects as virsh does: a remote libvirt may ask for a password on the terminal.
    ///
    /// @param uri or the empty string, for what `LIBVIRT_DEFAULT_URI`, libvirt.conf's `uri_default`
    ///     or else libvirt's probing says
    public static LibvirtConnection open(String uri) {
        return open(uri, 0);
    }

    /// As [#open], for reading only: what changes something is `DENIED`.
    public static LibvirtConnection openReadOnly(String uri) {
        return open(uri, VirConnectFlags.RO);
    }

    private static LibvirtConnection open(String uri, int flags) {
        var opened = new LibvirtConnection(pointer(uri, flags));
        try {
            if (opened.uri().startsWith(EMBEDDED)) {
                opened.awaitReconnections();
            }
            return opened;
        } catch (LibvirtException e) {
            opened.close();
            throw e;
        }
    }

    /// What [#handle] frees: an open connection, for which the event loop runs.
    private static MemorySegment pointer(String uri, int flags) {
        LibvirtProcess.prepare();
        LibvirtProcess.eventLoop().acquire();
        try (var arena = Arena.ofConfined()) {
            var name = CString.orNull(arena, uri);
            var auth = Libvirt.LIBRARY.pointer("virConnectAuthPtrDefault");
            return LastError.check(virConnectOpenAuth(name, auth, flags));
        } catch (LibvirtException e) {
            LibvirtProcess.eventLoop().release();
            throw e;
        }
    }

    /// libvirt's own driver in this process goes to each running QEMU when it is opened, in threads of which
    /// it tells nothing. One that is still on its way when the connection is closed crashes the process, or
    /// gives its QEMU up.
    private void awaitReconnections() {
        for (var domain : domains(VirConnectListAllDomainsFlags.ACTIVE)) {
            try (domain) {
                domain.awaitTurn();
            } catch (LibvirtException _) {
                // It has ended meanwhile, or its QEMU doesn't answer: whoever asks for it is told.
            }
        }
    }

    /// The URI that libvirt settled on.
    public String uri() {
        return handle.string(Libvirt::virConnectGetURI);
    }

    /// The version of the libvirt in this process, which is the installed virsh's: 9000000 is 9.0.0.
    public static long clientVersion() {
        try (var arena = Arena.ofConfined()) {
            var version = arena.allocate(JAVA_LONG);
            LastError.check(Libvirt.virGetVersion(version, MemorySegment.NULL, MemorySegment.NULL));
            return version.toArray(JAVA_LONG)[0];
        }
    }

    /// The version of the libvirt at the other end: 9000000 is 9.0.0.
    public long libraryVersion() {
        return version(Libvirt::virConnectGetLibVersion);
    }

    /// The version of the hypervisor: 7002000 is QEMU 7.2.0.
    public long driverVersion() {
        return version(Libvirt::virConnectGetVersion);
    }

    private long version(ToIntBiFunction<MemorySegment, MemorySegment> call) {
        try (var arena = Arena.ofConfined()) {
            var version = arena.allocate(JAVA_LONG);
            handle.run(c -> call.applyAsInt(c, version));
            return version.toArray(JAVA_LONG)[0];
        }
    }

    /// The hypervisor's name: `QEMU`, `TEST`.
    public String driverType() {
        return handle.with(c -> CString.copy(LastError.check(virConnectGetType(c))));
    }

    /// Whether the connection is still there, as far as is known without asking the other end; with
    /// [#setKeepAlive], that is soon.
    public boolean isAlive() {
        return handle.test(Libvirt::virConnectIsAlive);
    }

    /// Has the connection cut once `count` messages, one each `intervalSeconds`, went unanswered.
    ///
    /// @return false if the other end can't
    /// @throws LibvirtException of kind `UNSUPPORTED` for a driver inside this process
    public boolean setKeepAlive(int intervalSeconds, int count) {
        return handle.number(c -> virConnectSetKeepAlive(c, intervalSeconds, count)) == 0;
    }

    /// What host and hypervisor can do, as `<capabilities>`.
    public String capabilities() {
        return handle.string(Libvirt::virConnectGetCapabilities);
    }

    /// The domains, each to be closed by the caller.
    ///
    /// @param flags `VirConnectListAllDomainsFlags`; 0 for all
    public List<LibvirtDomain> domains(int flags) {
        return handle.objects(
                (c, result) -> virConnectListAllDomains(c, result, flags), LibvirtDomain::new);
    }

    /// The domain of that name, to be closed by the caller.
    ///
    /// @throws LibvirtException of kind `NO_DOMAIN` if there is none
    public LibvirtDomain domain(String name) {
        try (var arena = Arena.ofConfined()) {
            var string = CString.of(arena, name);
            return handle.object(c -> virDomainLookupByName(c, string), LibvirtDomain::new);
        }
    }

    /// The domain of that UUID, to be closed by the caller.
    ///
    /// @param uuid in any of the forms that libvirt reads
    /// @throws LibvirtException of kind `NO_DOMAIN` if there is none, `INVALID` if it isn't a UUID
    public LibvirtDomain domainByUuid(String uuid) {
        try (var arena = Arena.ofConfined()) {
            var string = CString.of(arena, uuid);
            return handle.object(c -> virDomainLookupByUUIDString(c, string), LibvirtDomain::new);
        }
    }

    /// The active domain of that id, to be closed by the caller.
    ///
    /// @throws LibvirtException of kind `NO_DOMAIN` if there is none
    public LibvirtDomain domainById(int id) {
        return handle.object(c -> virDomainLookupByID(c, id), LibvirtDomain::new);
    }

    /// Defines a persistent domain, or redefines the one of the same UUID; to be closed by the
    /// caller.
    public LibvirtDomain defineDomain(String xml) {
        return defineDomain(xml, 0);
    }

    /// As [#defineDomain(String)].
    ///
    /// @param flags `VirDomainDefineFlags`
    public LibvirtDomain defineDomain(String xml, int flags) {
        try (var arena = Arena.ofConfined()) {
            var string = CString.of(arena, xml);
            return handle.object(
                    c -> virDomainDefineXMLFlags(c, string, flags), LibvirtDomain::new);
        }
    }

    /// The storage pools, each to be closed by the caller.
    ///
    /// @throws LibvirtException of kind `UNSUPPORTED` where there is no storage driver, as in the
    ///     embedded one
    public List<LibvirtStoragePool> storagePools() {
        return handle.objects(
                (c, result) -> virConnectListAllStoragePools(c, result, 0),
                LibvirtStoragePool::new);
    }

    /// Starts the domain whose memory [LibvirtDomain#save] or an external snapshot put into `file`.
    ///
    /// @param flags `VirDomainSaveRestoreFlags`
    public void restore(String file, int flags) {
        restore(file, "", flags);
    }

    /// As [#restore], as the domain that `xml` describes.
    public void restore(String file, String xml, int flags) {
        try (var arena = Arena.ofConfined()) {
            var from = CString.of(arena, file);
            var domain = CString.orNull(arena, xml);
            handle.run(c -> virDomainRestoreFlags(c, from, domain, flags));
        }
    }

    /// The domain XML inside a file of saved memory.
    ///
    /// @param flags `VirDomainXMLFlags.SECURE` or 0
    public String saveImageXml(String file, int flags) {
        try (var arena = Arena.ofConfined()) {
            var path = CString.of(arena, file);
            return handle.string(c -> virDomainSaveImageGetXMLDesc(c, path, flags));
        }
    }

    /// Replaces the domain XML inside a file of saved memory.
    ///
    /// @param flags `VirDomainSaveRestoreFlags.RUNNING` or `PAUSED`, to change how it starts
    public void setSaveImageXml(String file, String xml, int flags) {
        try (var arena = Arena.ofConfined()) {
            var path = CString.of(arena, file);
            var domain = CString.of(arena, xml);
            handle.run(c -> virDomainSaveImageDefineXML(c, path, domain, flags));
        }
    }

    /// The command line that the hypervisor would be started with.
    ///
    /// @param format `qemu-argv`
    public String domainXmlToNative(String format, String xml) {
        try (var arena = Arena.ofConfined()) {
            var nativeFormat = CString.of(arena, format);
            var domain = CString.of(arena, xml);
            return handle.string(c -> virConnectDomainXMLToNative(c, nativeFormat, domain, 0));
        }
    }

    /// Has `listener` told what becomes of every domain's block jobs, until the registration or the
    /// connection is closed. It may be called once more while that happens.
    ///
    /// All listeners are called on one thread, which also answers for every connection of the
    /// process: they hand the event over and return. A call of libvirt's in one may wait for that
    /// very thread, forever. What a listener throws goes to the uncaught exception handler.
    public Registration onBlockJob(Consumer<DomainEvent.BlockJob> listener) {
        return on(VirDomainEventID.BLOCK_JOB_2, DomainEvent.BlockJob.class, listener);
    }

    /// As [#onBlockJob], for domains that start, stop, pause, are defined and so on.
    public Registration onLifecycle(Consumer<DomainEvent.Lifecycle> listener) {
        return on(VirDomainEventID.LIFECYCLE, DomainEvent.Lifecycle.class, listener);
    }

    /// As [#onBlockJob], for guest agents that come and go.
    public Registration onAgentLifecycle(Consumer<DomainEvent.AgentLifecycle> listener) {
        return on(VirDomainEventID.AGENT_LIFECYCLE, DomainEvent.AgentLifecycle.class, listener);
    }

    private <E extends DomainEvent> Registration on(
            int id, Class<E> type, Consumer<? super E> listener) {
        handle.run(connection -> events.enable(connection, id));
        return events.add(event -> {
            if (type.isInstance(event)) {
                listener.accept(type.cast(event));
            }
        });
    }

    /// Ends the registrations and gives the connection up. libvirt keeps it open until its domains
    /// and snapshots are closed too. Closing again does nothing.
    ///
    /// With the last connection of the process ends the thread that calls listeners; this waits for it,
    /// unless it is that thread, or is interrupted. A program that ends without that waits 0.3 s for it.
    @Override
    public void close() {
        handle.close();
    }
}
