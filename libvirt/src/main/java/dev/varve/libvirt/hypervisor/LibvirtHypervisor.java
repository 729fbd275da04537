package dev.varve.libvirt.hypervisor;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.Step;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.xml.XmlException;

/// The hypervisor that a libvirt of this host controls, with the images that its domains use.
public final class LibvirtHypervisor implements Hypervisor {
    private final LibvirtConnection connection;

    /// @param connection to a libvirt of this host; it stays the caller's to close
    public LibvirtHypervisor(LibvirtConnection connection) {
        this.connection = connection;
    }

    @Override
    public HostState observe() {
        try {
            return new Observation(connection).read();
        } catch (LibvirtException e) {
            throw Failures.of(e);
        } catch (XmlException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void perform(DomainRef domain, Step step, Progress progress) {
        try (var handle = connection.domainByUuid(domain.uuid().toString())) {
            dispatch(handle, step, progress);
        } catch (LibvirtException e) {
            throw Failures.of(e);
        } catch (XmlException e) {
            throw unreadable(e);
        }
    }

    private void dispatch(LibvirtDomain domain, Step step, Progress progress) {
        var snapshots = new SnapshotSteps(domain);
        var definition = new DomainSteps(connection, domain);
        var images = new ImageSteps(domain.uuid());
        switch (step) {
            case Step.CreateOverlay s -> images.create(s);
            case Step.DropOverlay s -> images.drop(s);
            case Step.ReserveMemory s -> images.reserve(s);
            case Step.RemoveMemory s -> {
                if (!snapshots.nameMemory(s.file())) {
                    images.remove(s);
                }
            }
            case Step.RemoveImage s -> images.remove(s);
            case Step.RepointOverlay s -> images.repoint(s);
            case Step.StateFormat s -> images.state(s);
            case Step.TakeSnapshot s -> new SnapshotTaking(connection, domain).take(s);
            case Step.RecordSnapshot s -> snapshots.record(s);
            case Step.ForgetSnapshot s -> snapshots.forget(s);
            case Step.RestoreSnapshot s -> snapshots.restore(s);
            case Step.SelectSnapshot s -> snapshots.select(s);
            case Step.DeselectSnapshot s -> snapshots.deselect(s);
            case Step.RepointSnapshot s -> snapshots.repoint(s);
            case Step.Annotate s -> snapshots.annotate(s);
            case Step.Describe s -> snapshots.describe(s);
            case Step.DefineDomain s -> definition.define(s);
            case Step.RestoreDefinition s -> definition.restore(s);
            case Step.RepointDomain s -> definition.repoint(s);
            case Step.StopDomain _ -> definition.stop();
            case Step.DropManagedSave _ -> definition.dropManagedSave();
            case Step.StartDomain s -> definition.start(s);
            case Step.RestoreMemory s -> definition.resume(s);
            case Step.Commit s -> new Merge(connection, domain, progress).commit(s);
            case Step.Pull s -> new Merge(connection, domain, progress).pull(s);
            case Step.RevertInternal s -> snapshots.revertInternal(s);
            case Step.DeleteInternal s -> snapshots.deleteInternal(s);
        }
    }

    private static HypervisorException unreadable(XmlException e) {
        return new HypervisorException(
                HypervisorException.Kind.FAILED,
                "libvirt's XML can't be read: " + e.getMessage(),
                e);
    }

    @Override
    public void close() {
        // The connection is the caller's.
    }
}
