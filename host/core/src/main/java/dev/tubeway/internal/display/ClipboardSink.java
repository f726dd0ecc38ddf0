package dev.tubeway.internal.display;

/// What a session does with text that a person selects, and where pasted text comes from.
public interface ClipboardSink {

    /// A sink that drops what is copied.
    ClipboardSink NONE = text -> {};

    /// Takes text that was selected with the mouse.
    ///
    /// Threading: on the thread that told the display of the mouse, without its lock.
    void copied(String text);

    /// The person asked to paste: the middle button, Ctrl+Shift+V or Shift+Insert.
    default void pasteRequested() {}
}
