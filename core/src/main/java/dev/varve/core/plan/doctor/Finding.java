package dev.varve.core.plan.doctor;

import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.util.List;

/// Something about a domain's images or snapshots that is wrong, or will be.
public sealed interface Finding permits DomainFinding, ImageFinding, SnapshotFinding {
    /// {@return what is the matter, and what it means for the user}
    String message();

    /// {@return what to do about it}
    String advice();

    /// {@return the steps that mend it; none where that is for a person to decide}
    default List<Step> mend() {
        return List.of();
    }

    /// {@return its word in JSON: `format-not-stated`}
    default String word() {
        return switch (this) {
            case ImageFinding.FormatNotStated _ -> "format-not-stated";
            case ImageFinding.ImageMissing _ -> "image-missing";
            case ImageFinding.Unmergeable _ -> "unmergeable";
            case ImageFinding.Dirty _ -> "dirty";
            case ImageFinding.MarkedCorrupt _ -> "corrupt";
            case ImageFinding.LongChain _ -> "long-chain";
            case ImageFinding.Stray _ -> "stray";
            case ImageFinding.Orphan _ -> "orphan";
            case DomainFinding.ManagedSave _ -> "managed-save";
            case SnapshotFinding.DeleteCut _ -> "delete-cut";
            case SnapshotFinding.Overwritten _ -> "overwritten";
            case SnapshotFinding.Bypassed _ -> "bypassed";
            case SnapshotFinding.Misnamed _ -> "misnamed";
            case DomainFinding.BlockJobLeft _ -> "block-job";
            case DomainFinding.Unstarted _ -> "unstarted";
            case ImageFinding.Moved _ -> "moved";
            case DomainFinding.GuestLost _ -> "guest-lost";
            case SnapshotFinding.InternalUnknown _ -> "internal-unknown";
            case SnapshotFinding.InternalMissing _ -> "internal-missing";
        };
    }

    /// {@return the images at which it is to be seen, whether they are there or not; none for what is the
    /// matter with a domain as a whole}
    default List<Path> images() {
        return switch (this) {
            case ImageFinding.FormatNotStated(var overlay, _, _) -> List.of(overlay);
            case ImageFinding.ImageMissing(var image, _, _) -> List.of(image);
            case ImageFinding.Unmergeable(var image, _) -> List.of(image);
            case ImageFinding.Dirty(var image) -> List.of(image);
            case ImageFinding.MarkedCorrupt(var image) -> List.of(image);
            case ImageFinding.Stray(var overlay, _, _) -> List.of(overlay);
            case ImageFinding.Orphan(var image, _) -> List.of(image);
            case SnapshotFinding.Overwritten(_, _, var frozen, _) -> List.of(frozen);
            case SnapshotFinding.Bypassed(_, _, var frozen, _, _) -> List.of(frozen);
            case SnapshotFinding.Misnamed(_, _, var named, _) -> List.of(named);
            case DomainFinding.BlockJobLeft(_, _, var into, _, _) -> into.stream().toList();
            case ImageFinding.Moved(var named, _, _, _) -> List.of(named);
            case DomainFinding.GuestLost(_, var moves) -> moves.stream().map(Move::to).toList();
            case SnapshotFinding.InternalUnknown(var image, _, _) -> List.of(image);
            case SnapshotFinding.InternalMissing(_, _, var image) -> List.of(image);
            case ImageFinding.LongChain(_, var head, _, _) -> List.of(head);
            case DomainFinding.ManagedSave _,
                    SnapshotFinding.DeleteCut _,
                    DomainFinding.Unstarted _ ->
                    List.of();
        };
    }
}
