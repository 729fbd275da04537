package dev.varve.cli.json;

/// What a command prints on stderr when it fails.
///
/// @param code `failed`, `usage`, `not-found`, `refused`, `busy`, `no-connection` or `partly-done`
/// @param message for people
public record ErrorReport(String code, String message) implements Document {
    @Override
    public String kind() {
        return "Error";
    }
}
