package dev.varve;

import dev.varve.operation.GroupDeletion;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.Preview;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.VarveException;
import dev.varve.state.GroupMember;
import java.util.List;
import java.util.function.Consumer;

/// Snapshots of several domains that were taken at one moment. Whether there is such a group is found out when it is asked
/// for something.
///
/// Safe for use by many threads. It needs no closing, and is of no use after [Varve#close].
///
/// @since 0.1
public final class Group {
    private final Varve varve;
    private final String name;

    Group(Varve varve, String name) {
        this.varve = varve;
        this.name = name;
    }

    /// {@return its name}
    public String name() {
        return name;
    }

    /// {@return its snapshots, as far as they are there; none where there is no such group}
    public List<GroupMember> members() {
        return Groups.members(varve.reading("look at group " + name).observe(), name);
    }

    /// {@return what would come of deleting each snapshot; nothing is touched}
    ///
    /// Where one is refused, none would be deleted; a group that isn't there is one refusal.
    ///
    /// @param metadataOnly whether libvirt forgets them and every image stays
    public List<Preview> previewDeletion(boolean metadataOnly) {
        return new DeletedGroup(varve, name, metadataOnly, MergeOptions.none()).previews();
    }

    /// Deletes the snapshots, domain by domain.
    ///
    /// @return what came of it
    /// @throws VarveException as [#delete(boolean, MergeOptions, Consumer, ProgressListener)]
    public GroupDeletion delete(ProgressListener listener) {
        return delete(false, MergeOptions.none(), _ -> {}, listener);
    }

    /// Deletes the snapshots, domain by domain. What was cut of an earlier deletion of the group is ended first; then all
    /// are asked whether they can go, before any goes. After an interrupt, and after one that is left unfinished, no
    /// further one is begun.
    ///
    /// @param metadataOnly whether libvirt forgets them and every image stays
    /// @param options how data is moved
    /// @param each told what came of each, as soon as it is known
    /// @return what came of it
    /// @throws VarveException where what there is can't be found out, or what was cut can't be ended; no other snapshot
    ///     has been deleted
    public GroupDeletion delete(
            boolean metadataOnly,
            MergeOptions options,
            Consumer<GroupDeletion.Member> each,
            ProgressListener listener) {
        return new DeletedGroup(varve, name, metadataOnly, options).perform(each, listener);
    }

    @Override
    public String toString() {
        return name;
    }
}
