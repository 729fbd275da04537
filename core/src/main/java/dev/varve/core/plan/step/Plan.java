package dev.varve.core.plan.step;

import dev.varve.core.model.DomainRef;
import java.util.List;
import java.util.stream.Stream;

/// What will be done, in order. Immutable; a dry run prints it, an operation performs it.
///
/// @param steps in the order in which they are performed
/// @param bytesToCopy upper bound of the data that merges copy
/// @param peakExtraBytes upper bound of the space that is needed before any is given back
/// @param lost what nobody can return to afterwards, in a few words each
/// @param kept images that stay although no snapshot names them, each with the reason
/// @param remarks what else to know beforehand
public record Plan(
        Intent intent,
        List<Step> steps,
        long bytesToCopy,
        long peakExtraBytes,
        List<String> lost,
        List<String> kept,
        List<String> remarks)
        implements Planned {
    public Plan {
        steps = List.copyOf(steps);
        lost = List.copyOf(lost);
        kept = List.copyOf(kept);
        remarks = List.copyOf(remarks);
    }

    /// {@return the same plan for an intent that led to it, with further remarks}
    public Plan as(Intent other, List<String> further) {
        return new Plan(
                other, steps, bytesToCopy, peakExtraBytes, lost, kept, joined(remarks, further));
    }

    /// {@return the same plan as one about that domain alone}
    public Plan on(DomainRef domain) {
        return as(new Intent(intent.kind(), domain, intent.snapshots()), List.of());
    }

    /// {@return the same plan, with which that is lost}
    public Plan losing(List<String> others) {
        return new Plan(intent, steps, bytesToCopy, peakExtraBytes, others, kept, remarks);
    }

    /// {@return the plan that is performed with another after it}
    ///
    /// @param both what they are for
    public Plan then(Plan other, Intent both) {
        return new Plan(
                both,
                joined(steps, other.steps),
                bytesToCopy + other.bytesToCopy,
                peakExtraBytes + other.peakExtraBytes,
                joined(lost, other.lost),
                joined(kept, other.kept),
                joined(remarks, other.remarks));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /// A plan that copies nothing and loses nothing.
    public static Plan of(Intent intent, List<Step> steps) {
        return new Plan(intent, steps, 0, 0, List.of(), List.of(), List.of());
    }
}
