package dev.varve.libvirt.xml;

/// A document that isn't well-formed, is too big, or isn't what it was taken for.
public final class XmlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    XmlException(String message) {
        super(message);
        this.line = 0;
        this.column = 0;
    }

    XmlException(String detail, int line, int column, Throwable cause) {
        super("malformed XML at line " + line + ", column " + column + ": " + detail, cause);
        this.line = line;
        this.column = column;
    }

    /// The line where parsing stopped, counted from 1; 0 when the complaint isn't about one place.
    public int line() {
        return line;
    }

    /// The column where parsing stopped, counted from 1; 0 when the complaint isn't about one place.
    public int column() {
        return column;
    }
}
