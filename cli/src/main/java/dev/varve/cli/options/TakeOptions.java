package dev.varve.cli.options;

import static dev.varve.operation.SnapshotChange.CreateOption.ATOMIC;
import static dev.varve.operation.SnapshotChange.CreateOption.DISK_ONLY;
import static dev.varve.operation.SnapshotChange.CreateOption.HALT;
import static dev.varve.operation.SnapshotChange.CreateOption.LIVE;
import static dev.varve.operation.SnapshotChange.CreateOption.NO_METADATA;
import static dev.varve.operation.SnapshotChange.CreateOption.QUIESCE;
import static dev.varve.operation.SnapshotChange.CreateOption.REUSE_EXTERNAL;
import static dev.varve.operation.SnapshotChange.CreateOption.VALIDATE;

import dev.varve.operation.SnapshotChange.CreateOption;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Option;

/// How a snapshot is taken.
public final class TakeOptions {
    @Option(names = "--no-metadata", description = "keep no metadata of the snapshot")
    public boolean noMetadata;

    @Option(names = "--halt", description = "stop the domain afterwards")
    public boolean halt;

    @Option(names = "--disk-only", description = "take the disks without the memory")
    public boolean diskOnly;

    @Option(names = "--reuse-external", description = "use external files that exist")
    public boolean reuseExternal;

    @Option(names = "--quiesce", description = "freeze the guest's file systems meanwhile")
    public boolean quiesce;

    @Option(names = "--atomic", description = "all disks or none")
    public boolean atomic;

    @Option(names = "--live", description = "keep the guest running while its memory is saved")
    public boolean live;

    @Option(names = "--validate", description = "check the document against the schema")
    public boolean validate;

    /// {@return those that are given}
    public Set<CreateOption> given() {
        var given = EnumSet.noneOf(CreateOption.class);
        add(given, noMetadata, NO_METADATA);
        add(given, halt, HALT);
        add(given, diskOnly, DISK_ONLY);
        add(given, reuseExternal, REUSE_EXTERNAL);
        add(given, quiesce, QUIESCE);
        add(given, atomic, ATOMIC);
        add(given, live, LIVE);
        add(given, validate, VALIDATE);
        return given;
    }

    private static void add(Set<CreateOption> given, boolean is, CreateOption option) {
        if (is) {
            given.add(option);
        }
    }
}
