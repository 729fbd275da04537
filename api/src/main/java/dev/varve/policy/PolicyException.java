package dev.varve.policy;

/// A policy can't be read.
final class PolicyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String told;

    /// @param told one line
    PolicyException(String told) {
        super(told);
        this.told = told;
    }

    @Override
    public String getMessage() {
        return told;
    }
}
