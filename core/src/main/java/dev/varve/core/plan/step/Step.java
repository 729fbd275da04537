package dev.varve.core.plan.step;

import dev.varve.core.model.DomainRef;

/// One step of a plan, on the plan's domain. Every step is repeatable: performed again after it
/// was cut half-way, or after it was done, it leaves what performing it once leaves.
///
/// The steps of one subject are a type of their own, and each says itself what it does and how it is taken back.
public sealed interface Step
        permits ArchiveStep,
                CloneStep,
                DomainStep,
                GuestStep,
                ImageStep,
                InternalStep,
                MemoryStep,
                MergeStep,
                MirrorStep,
                SnapshotStep,
                StoreStep,
                TakeStep,
                Step.OnDomain {

    /// A step of a plan about several domains, on one of them.
    ///
    /// @param inner no `OnDomain` itself
    record OnDomain(DomainRef domain, Step inner) implements Step {
        @Override
        public String describe() {
            return domain + ": " + inner.describe();
        }

        @Override
        public Reversal reversal() {
            return inner.reversal().on(domain);
        }
    }

    /// {@return the step in a line, for a dry run and for progress}
    String describe();

    /// {@return how this step is taken back}
    Reversal reversal();

    /// {@return what is done, without the domain on which}
    default Step plain() {
        return this instanceof OnDomain(_, var inner) ? inner : this;
    }

    /// {@return the domain on which it is done}
    ///
    /// @param only the domain of a plan about one
    default DomainRef domain(DomainRef only) {
        return this instanceof OnDomain(var domain, _) ? domain : only;
    }

    /// {@return whether a guest is let go by it, which a failure elsewhere is no reason not to do}
    default boolean letsGo() {
        return plain() instanceof GuestStep.ResumeGuest || plain() instanceof GuestStep.ThawGuest;
    }
}
