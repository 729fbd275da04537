package dev.varve.cli.kill;

/// A command that is killed, and over what.
enum Scenario {
    CREATE(KilledCommand.create("s4"), Tree.LINE, Guest.NONE, 17),
    REVERT(KilledCommand.revert("s1"), Tree.LINE, Guest.NONE, 17),
    DELETE_MIDDLE(KilledCommand.delete("s2"), Tree.LINE, Guest.NONE, 23),
    DELETE_FIRST(KilledCommand.delete("s1"), Tree.LINE, Guest.NONE, 23),
    DELETE_LEAF(KilledCommand.delete("s3"), Tree.BRANCHES, Guest.NONE, 17),
    DELETE_BRANCH_POINT(KilledCommand.delete("s1"), Tree.BRANCHES, Guest.NONE, 23),
    LIVE_CREATE(KilledCommand.create("s4"), Tree.LINE, Guest.RUNNING, 23),
    LIVE_CREATE_WITH_MEMORY(KilledCommand.createWithMemory("s4"), Tree.LINE, Guest.RUNNING, 23),
    LIVE_REVERT(KilledCommand.revert("s1"), Tree.LINE, Guest.RUNNING, 23),
    LIVE_DELETE_ACTIVE(KilledCommand.delete("s3"), Tree.LINE, Guest.RUNNING, 23),
    LIVE_DELETE_INNER(KilledCommand.delete("s1"), Tree.LINE, Guest.RUNNING, 23),
    LIVE_DELETE_OFF_LINE(KilledCommand.delete("s2"), Tree.BRANCHES, Guest.RUNNING, 23),
    RELOCATE(new KilledCommand.Relocate(), Tree.LINE, Guest.NONE, 29),
    LIVE_RELOCATE(new KilledCommand.Relocate(), Tree.LINE, Guest.RUNNING, 29),
    CLONE(KilledCommand.cloneOf("s2"), Tree.LINE, Guest.NONE, 5),
    CLONE_FULL(KilledCommand.fullCloneOf("s2"), Tree.LINE, Guest.NONE, 5),
    FLATTEN(new KilledCommand.Flatten(), Tree.CLONE, Guest.NONE, 7),
    LIVE_FLATTEN(new KilledCommand.Flatten(), Tree.CLONE, Guest.RUNNING, 7),
    BLOCKCOMMIT(new KilledCommand.Blockcommit(), Tree.LAYERS, Guest.NONE, 7),
    BLOCKPULL(new KilledCommand.Blockpull(), Tree.BRANCHES, Guest.NONE, 3),
    LIVE_BLOCKCOPY(new KilledCommand.Blockcopy(), Tree.LINE, Guest.RUNNING, 5),
    IMPORT(new KilledCommand.Import(), Tree.ARCHIVE, Guest.NONE, 23),
    EXPORT(new KilledCommand.Export(), Tree.LINE, Guest.NONE, 17);

    /// What runs meanwhile, of the domain that the command is about.
    enum Guest {
        NONE,
        RUNNING
    }

    @SuppressWarnings("ImmutableEnumChecker") // Each is a record of names and flags.
    private final KilledCommand command;

    private final Tree tree;
    private final Guest guest;
    private final int stride;

    Scenario(KilledCommand command, Tree tree, Guest guest, int stride) {
        this.command = command;
        this.tree = tree;
        this.guest = guest;
        this.stride = stride;
    }

    KilledCommand command() {
        return command;
    }

    Tree tree() {
        return tree;
    }

    boolean live() {
        return guest == Guest.RUNNING;
    }

    /// {@return whether QEMU moves data, rather than Varve}
    boolean blockJobs() {
        return live()
                && switch (command) {
                    case KilledCommand.Delete _ -> tree == Tree.LINE;
                    case KilledCommand.Relocate _,
                            KilledCommand.Flatten _,
                            KilledCommand.Blockcommit _,
                            KilledCommand.Blockpull _,
                            KilledCommand.Blockcopy _ ->
                            true;
                    case KilledCommand.Create _,
                            KilledCommand.Revert _,
                            KilledCommand.Clone _,
                            KilledCommand.Import _,
                            KilledCommand.Export _ ->
                            false;
                };
    }

    /// {@return whether the guest's memory belongs to the snapshot}
    boolean memory() {
        return command instanceof KilledCommand.Create(_, var memory) && memory;
    }

    /// {@return whether the command is refused where no guest runs}
    boolean takesGuest() {
        return memory() || command instanceof KilledCommand.Blockcopy;
    }

    /// {@return of how many kills of others than Varve one is made; each one with `-Dvarve.nightly=true`}
    int stride() {
        return Boolean.getBoolean("varve.nightly") ? 1 : stride;
    }
}
