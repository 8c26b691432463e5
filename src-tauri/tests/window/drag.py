"""A small window to drag files from: `drag.py URI...`. Prints a line once it can be dragged from."""

import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

# A pop-up needs no window manager, and stays above the window it is dragged to.
window = Gtk.Window(type=Gtk.WindowType.POPUP)
window.move(0, 0)
window.resize(60, 40)
box = Gtk.EventBox()
box.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
box.drag_source_add_uri_targets()
box.connect("drag-data-get", lambda _box, _context, data, _info, _time: data.set_uris(sys.argv[1:]))
window.add(box)
window.show_all()
GLib.timeout_add(200, lambda: print("ready", flush=True))
Gtk.main()
