package dev.varve.cli.command;

import dev.varve.cli.arguments.VirshCommand;

/// A command that virsh doesn't have, in virsh's argument language.
interface OwnCommand extends VirshCommand {
    @Override
    default boolean ours() {
        return true;
    }
}
