package dev.varve.core.plan.step;

/// A step that holds a guest for a moment, or lets it go.
public sealed interface GuestStep extends Step {
    /// Has the guest's file systems frozen by its agent. One whose guest isn't running has none.
    ///
    /// @param timeoutSeconds how long the agent may take
    record FreezeGuest(int timeoutSeconds) implements GuestStep {
        @Override
        public String describe() {
            return "freeze the guest's file systems, within " + timeoutSeconds + " s";
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new ThawGuest(timeoutSeconds));
        }
    }

    /// Has the guest's file systems thawed, whether they are frozen or not.
    ///
    /// @param timeoutSeconds how long the agent is asked
    record ThawGuest(int timeoutSeconds) implements GuestStep {
        @Override
        public String describe() {
            return "thaw the guest's file systems";
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Nothing();
        }
    }

    /// Pauses the guest, if it runs.
    record PauseGuest() implements GuestStep {
        @Override
        public String describe() {
            return "pause the guest";
        }

        @Override
        public Reversal reversal() {
            return new Reversal.By(new ResumeGuest());
        }
    }

    /// Lets the guest go on, if it is paused. A recovery begins with it where the journal says that a
    /// step had paused the guest.
    record ResumeGuest() implements GuestStep {
        @Override
        public String describe() {
            return "let the guest go on";
        }

        @Override
        public Reversal reversal() {
            return new Reversal.Nothing();
        }
    }
}
