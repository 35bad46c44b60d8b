package dev.espalier.hal.transport;

import dev.espalier.hal.profile.QuirkSet;

/** What frames are read and written with over one connection after the other. */
final class WsFraming {
  final WsFrameState frame = new WsFrameState();
  final WsWatch watch;
  final WsStream stream;
  final WsFrameReader reader;
  final WsFrameWriter writer;

  WsFraming(EspTransport parent, QuirkSet quirks) {
    watch = new WsWatch(quirks);
    stream = new WsStream(parent);
    reader = new WsFrameReader(stream, frame, quirks, watch);
    writer = new WsFrameWriter(parent, watch);
  }
}
