package dev.varve;

import dev.varve.host.Audit;
import dev.varve.host.HostOperations;
import dev.varve.host.HostPolicies;
import dev.varve.host.StateDirectory;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.VarveException;
import java.nio.file.Path;
import java.util.Set;

/// A connection, where its journals and locks are, and what is told of changes: what one request works with.
record Connected(LibvirtConnection connection, StateDirectory state, Audit audit) {
    /// {@return what changes domains}
    ///
    /// @param what what is to be done, for the message
    /// @throws VarveException for other drivers than QEMU's, and where the images are on another host
    HostOperations operations(MergeOptions options, Set<Path> places, String what) {
        requireQemu(what);
        return HostOperations.of(connection, state, audit, options, places, what);
    }

    /// {@return what reads images}
    ///
    /// @throws VarveException as [#operations]
    HostOperations images() {
        requireQemu("look at images");
        var what = "look at the images of domains";
        return HostOperations.of(connection, state, audit, MergeOptions.none(), Set.of(), what);
    }

    /// {@return what reads journals, for whatever driver: there are none of others than QEMU's}
    HostOperations journals() {
        return of(MergeOptions.none(), Set.of(), "recover");
    }

    /// {@return what ends operations that were cut}
    ///
    /// @throws VarveException as [#operations]
    HostOperations recovering(MergeOptions options) {
        return operations(options, Set.of(), "recover");
    }

    private HostOperations of(MergeOptions options, Set<Path> places, String what) {
        return HostOperations.of(connection, state, audit, options, places, what);
    }

    /// {@return what runs policies}
    ///
    /// @throws VarveException as [#operations]
    HostPolicies policies(ProgressListener listener) {
        var operations = operations(MergeOptions.none(), Set.of(), "run policies");
        return new HostPolicies(connection, state, operations, listener);
    }

    private void requireQemu(String what) {
        if (!HostOperations.apply(connection)) {
            throw new VarveException(
                    VarveException.Kind.UNSUPPORTED,
                    "cannot " + what + ": this is for domains of QEMU");
        }
    }

    /// {@return the directory of a storage pool, by its real name}
    ///
    /// @throws VarveException `NOT_FOUND` where there is no such pool that is a directory
    Path poolDirectory(String pool) {
        return HostOperations.poolDirectory(connection, pool)
                .map(path -> images().directory(path))
                .orElseThrow(() ->
                        new VarveException(
                                VarveException.Kind.NOT_FOUND,
                                "cannot use pool '"
                                        + pool
                                        + "': there is no such pool that is a directory"));
    }
}
