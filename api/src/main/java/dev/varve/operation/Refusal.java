package dev.varve.operation;

/// Why a change can't be made. Nothing has been touched. Messages that say what to do name the commands of `varve`.
///
/// @param message one line: what can't be done, to what, why, and what to do next
///
/// @since 0.1
public record Refusal(Kind kind, String message) {
    /// What kind of reason it is.
    public enum Kind {
        /// There is no such domain, snapshot, disk or image.
        NOT_FOUND,
        /// What is asked for makes no sense, or is there already.
        INVALID,
        /// Not with this domain, this libvirt, or this version of Varve.
        UNSUPPORTED,
        /// Something else is at work.
        BUSY,
        /// It may be done with force.
        RISKY,
        /// It would harm what somebody needs.
        UNSAFE,
        /// It could be done, but not by the plan that was made: the domain has changed since.
        CHANGED
    }
}
