package dev.espalier.emulator.serial;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;

/**
 * What the host has to send: frames without data first, then a frame of each socket in turn, so
 * that a bulk transfer starves nobody. Owner: {@link HostSession}.
 */
final class SendQueue {
  private final Deque<Message> control = new ArrayDeque<>();
  private final LinkedHashSet<TunnelSocket> ready = new LinkedHashSet<>();

  void add(Message message) {
    control.add(message);
  }

  /** A socket has data to send. */
  void ready(TunnelSocket socket) {
    ready.add(socket);
  }

  void clear() {
    control.clear();
    ready.clear();
  }

  /** Sends as much as the link takes. */
  void pump(NumberedLink link, long now) {
    int payload = link.limits().payload();
    while (true) {
      Message first = control.peek();
      if (first != null) {
        byte[] body = first.body();
        if (!link.hasRoom(body.length)) {
          return;
        }
        control.remove();
        link.send(first.type(), body, now);
      } else if (ready.isEmpty() || !link.hasRoom(payload)) {
        return;
      } else {
        TunnelSocket socket = ready.removeFirst();
        SocketMessage data = socket.next(payload);
        if (data != null) {
          link.send(data.type(), data.body(), now);
          if (socket.isInPieces()) {
            ready.addFirst(socket);
          } else {
            ready.add(socket);
          }
        }
      }
    }
  }
}
