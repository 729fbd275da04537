package dev.varve.core.plan.step;

/// How far the copying of an active layer goes.
public enum MirrorEnd {
    /// It goes on by itself.
    STARTED,

    /// All that was there is copied, and what the guest writes goes to both. It goes on by itself.
    READY,

    /// The copy is as the disk was at that moment; the guest stays where it is.
    COPIED,

    /// The guest goes on with the copy.
    PIVOTED;

    /// {@return what goes behind the words of a step that ends so}
    String clause() {
        return switch (this) {
            case STARTED -> ", in the background";
            case READY -> ", and keep it in step";
            case COPIED -> "";
            case PIVOTED -> ", and go on there";
        };
    }
}
